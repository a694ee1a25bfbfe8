"""Alerts: intake, routing, triage, the board and its socket."""
