"""What reports keep: roll-ups, published reports, schedules."""

from cases.reports.models.publications import Publication
from cases.reports.models.rollups import Block, Filed, Progress, Word
from cases.reports.models.schedules import Schedule, ScheduledMail

__all__ = ["Block", "Filed", "Progress", "Publication", "Schedule", "ScheduledMail", "Word"]
