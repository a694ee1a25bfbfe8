"""A protection case, its legal matter, and what hangs on them: alerts, offers, hearings, deadlines, notes, outcomes."""

from cases.models.calendar import (
    CalendarFeed,
    ClosedDay,
    DateProposal,
    Deadline,
    DeadlineRule,
    Hearing,
    HearingCheck,
)
from cases.models.case import Case, CaseAlert
from cases.models.choices import Category, Priority
from cases.models.custody import CaseHandover, CustodyEpisode, LocateCheck, Stint
from cases.models.matter import LegalMatter, Offer
from cases.models.records import Note, Outcome

__all__ = [
    "CalendarFeed",
    "Case",
    "CaseAlert",
    "CaseHandover",
    "Category",
    "ClosedDay",
    "CustodyEpisode",
    "DateProposal",
    "Deadline",
    "DeadlineRule",
    "Hearing",
    "HearingCheck",
    "LegalMatter",
    "LocateCheck",
    "Note",
    "Offer",
    "Outcome",
    "Priority",
    "Stint",
]
