"""Privacy: sealed fields, the log of who looked, and a canary that nobody may find."""
