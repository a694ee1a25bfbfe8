"""What reports keep: roll-ups."""

from cases.reports.models.rollups import Block, Filed, Progress, Word

__all__ = ["Block", "Filed", "Progress", "Word"]
