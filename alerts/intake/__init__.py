"""How a press becomes an alert on disk."""
