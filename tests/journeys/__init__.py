"""Journeys through the served product in a real browser, one per kind of user."""
