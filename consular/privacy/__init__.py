"""What is protected: sealed fields and their keys, blind indexes, the log of who looked."""
