"""What reports keep: roll-ups, exports that were asked for, published reports, schedules."""

from cases.reports.models.exports import ExportChunk, ExportRequest
from cases.reports.models.publications import Publication
from cases.reports.models.rollups import Block, Filed, Progress, Word
from cases.reports.models.schedules import Schedule, ScheduledMail

__all__ = [
    "Block",
    "ExportChunk",
    "ExportRequest",
    "Filed",
    "Progress",
    "Publication",
    "Schedule",
    "ScheduledMail",
    "Word",
]
