"""The only writers of cases: one verb per function. Each locks the case first, so that of many at once one wins."""

from cases.actions.case import close, open_case, request_close
from cases.actions.notes import add_note
from cases.actions.offers import accept, assign, decline, view_offer
from cases.actions.outcomes import set_outcome

__all__ = [
    "accept",
    "add_note",
    "assign",
    "close",
    "decline",
    "open_case",
    "request_close",
    "set_outcome",
    "view_offer",
]
