"""The only writers of cases: one verb per function. Each locks the case first, so that of many at once one wins."""

from cases.actions.case import close, open_case, request_close
from cases.actions.custody import end_stint, enter_stint, judge_stint, look
from cases.actions.deadlines import add_own_deadline, answer_proposal, confirm_deadline, end_deadline, note_event
from cases.actions.feeds import make_feed, revoke_feed
from cases.actions.handovers import accept_handover, ask_handover, withdraw_handover
from cases.actions.hearings import check_hearing, end_hearing, set_hearing
from cases.actions.notes import add_note
from cases.actions.offers import accept, assign, decline, view_offer
from cases.actions.outcomes import set_outcome

__all__ = [
    "accept",
    "accept_handover",
    "add_note",
    "add_own_deadline",
    "answer_proposal",
    "ask_handover",
    "assign",
    "check_hearing",
    "close",
    "confirm_deadline",
    "decline",
    "end_deadline",
    "end_hearing",
    "end_stint",
    "enter_stint",
    "judge_stint",
    "look",
    "make_feed",
    "note_event",
    "open_case",
    "request_close",
    "revoke_feed",
    "set_hearing",
    "set_outcome",
    "view_offer",
    "withdraw_handover",
]
