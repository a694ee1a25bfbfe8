"""A protection case, its legal matter, and what hangs on them: alerts, offers, hearings, deadlines, notes, outcomes."""

from cases.models.calendar import CalendarFeed, ClosedDay, DateProposal, Deadline, DeadlineRule, Hearing, HearingCheck
from cases.models.case import Case, CaseAlert
from cases.models.choices import Category, Priority
from cases.models.conflict import ConflictCheck, Party
from cases.models.consent import Consent
from cases.models.counsel import Absence, BarAdmission, Contract, Coverage, Firm, LawyerProfile
from cases.models.custody import CaseHandover, CustodyEpisode, LocateCheck, Stint
from cases.models.documents import Document, DocumentChunk
from cases.models.levelled import Levelled
from cases.models.matter import LegalMatter, Offer
from cases.models.merges import PersonMerge
from cases.models.people import ChildCase, VulnerabilityFlag
from cases.models.records import Note, Outcome
from cases.models.tasks import Task
from cases.models.wave import OfferWave
from cases.models.work import Art36Fact, ConsularAction, ProgressReport, TimeEntry

__all__ = [
    "Absence",
    "Art36Fact",
    "BarAdmission",
    "CalendarFeed",
    "Case",
    "CaseAlert",
    "CaseHandover",
    "Category",
    "ChildCase",
    "ClosedDay",
    "ConflictCheck",
    "Consent",
    "ConsularAction",
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
    "ProgressReport",
    "Stint",
    "Task",
    "TimeEntry",
    "VulnerabilityFlag",
]
