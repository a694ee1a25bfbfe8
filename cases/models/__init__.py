"""A protection case, its legal matter, and what hangs on them: alerts, offers, hearings, deadlines, notes, outcomes."""

from cases.models.calendar import CalendarFeed, ClosedDay, DateProposal, Deadline, DeadlineRule, Hearing, HearingCheck
from cases.models.case import Case, CaseAlert
from cases.models.choices import Category, Priority
from cases.models.conflict import ConflictCheck, Party
from cases.models.counsel import Absence, BarAdmission, Contract, Coverage, Firm, HoursWorked, LawyerProfile
from cases.models.custody import CaseHandover, CustodyEpisode, LocateCheck, Stint
from cases.models.documents import Document, DocumentChunk
from cases.models.levelled import Levelled
from cases.models.matter import LegalMatter, Offer
from cases.models.people import PersonMerge
from cases.models.records import Note, Outcome
from cases.models.tasks import Task
from cases.models.wave import OfferWave

__all__ = [
    "Absence",
    "BarAdmission",
    "CalendarFeed",
    "Case",
    "CaseAlert",
    "CaseHandover",
    "Category",
    "ClosedDay",
    "ConflictCheck",
    "Contract",
    "Coverage",
    "CustodyEpisode",
    "DateProposal",
    "Deadline",
    "DeadlineRule",
    "Document",
    "DocumentChunk",
    "Firm",
    "Hearing",
    "HearingCheck",
    "HoursWorked",
    "LawyerProfile",
    "LegalMatter",
    "Levelled",
    "LocateCheck",
    "Note",
    "Offer",
    "OfferWave",
    "Outcome",
    "Party",
    "PersonMerge",
    "Priority",
    "Stint",
    "Task",
]
