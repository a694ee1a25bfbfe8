"""The stage of the privacy tests: the senders and the staff of the alert tests."""

from tests.alerts.conftest import application, clock, loop, sender, staff

__all__ = ["application", "clock", "loop", "sender", "staff"]
