"""Alerts: what senders post, what staff do with it, what the board shows."""
