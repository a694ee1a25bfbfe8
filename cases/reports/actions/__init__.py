"""The verbs of reports, the only writers of what they keep."""
