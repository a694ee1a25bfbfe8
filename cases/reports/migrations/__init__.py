"""The schema of reports, one step after the other."""
