"""The pages of cases: lists, the tabs of one case with their verbs, the lawyer's desk. Plain forms, the same actions as the API."""

from cases.views.lists import CaseListPage, DeskLive, DeskPage
from cases.views.offers import Accept, Assign, Decline
from cases.views.overview import AddNote, CasePage, Close, RequestClose, SetOutcome, UnmaskPerson

__all__ = [
    "Accept",
    "AddNote",
    "Assign",
    "CaseListPage",
    "CasePage",
    "Close",
    "Decline",
    "DeskLive",
    "DeskPage",
    "RequestClose",
    "SetOutcome",
    "UnmaskPerson",
]
