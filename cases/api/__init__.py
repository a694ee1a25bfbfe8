"""The cases API: who is calling, shape and types of what they send; then one action, then the card."""

from cases.api.case import CaseDetail, CaseList, Close, OpenCase, RequestClose, Timeline
from cases.api.documents import DocumentContent, Documents
from cases.api.notes import Notes
from cases.api.offers import Accept, Assign, Decline, Lawyers
from cases.api.outcomes import OutcomeCodes, SetOutcome
from cases.api.search import Search

__all__ = [
    "Accept",
    "Assign",
    "CaseDetail",
    "CaseList",
    "Close",
    "Decline",
    "DocumentContent",
    "Documents",
    "Lawyers",
    "Notes",
    "OpenCase",
    "OutcomeCodes",
    "RequestClose",
    "Search",
    "SetOutcome",
    "Timeline",
]
