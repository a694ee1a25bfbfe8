"""The only writers of cases: one verb per function. Each locks the case first, so that of many at once one wins."""

from cases.actions.case import close, open_case, request_close
from cases.actions.conflicts import add_party, ask_names
from cases.actions.counsel import (
    add_absence,
    add_admission,
    add_contract,
    add_firm,
    end_admission,
    end_contract,
    register_lawyer,
    remove_absence,
    set_coverage,
    set_practice,
)
from cases.actions.custody import end_stint, enter_stint, judge_stint, look
from cases.actions.deadlines import add_own_deadline, answer_proposal, confirm_deadline, end_deadline, note_event
from cases.actions.documents import add_document, check_letter, may_withdraw, withdraw_document
from cases.actions.engagement import activate, enter_hours, set_terms
from cases.actions.feeds import make_feed, revoke_feed
from cases.actions.handovers import accept_handover, ask_handover, withdraw_handover
from cases.actions.hearings import check_hearing, end_hearing, set_hearing
from cases.actions.identity import set_identity
from cases.actions.merging import merge_people, undo_merge
from cases.actions.notes import add_note, leave_file
from cases.actions.offers import accept, assign, decline, view_offer
from cases.actions.outcomes import set_outcome
from cases.actions.tasks import add_post_task, add_task, finish_task, nudge_task
from cases.actions.waves import expire_offers, send_wave

__all__ = [
    "accept",
    "accept_handover",
    "activate",
    "add_absence",
    "add_admission",
    "add_contract",
    "add_document",
    "add_firm",
    "add_note",
    "add_own_deadline",
    "add_party",
    "add_post_task",
    "add_task",
    "answer_proposal",
    "ask_handover",
    "ask_names",
    "assign",
    "check_hearing",
    "check_letter",
    "close",
    "confirm_deadline",
    "decline",
    "end_admission",
    "end_contract",
    "end_deadline",
    "end_hearing",
    "end_stint",
    "enter_hours",
    "enter_stint",
    "expire_offers",
    "finish_task",
    "judge_stint",
    "leave_file",
    "look",
    "make_feed",
    "may_withdraw",
    "merge_people",
    "note_event",
    "nudge_task",
    "open_case",
    "register_lawyer",
    "remove_absence",
    "request_close",
    "revoke_feed",
    "send_wave",
    "set_coverage",
    "set_hearing",
    "set_identity",
    "set_outcome",
    "set_practice",
    "set_terms",
    "undo_merge",
    "view_offer",
    "withdraw_document",
    "withdraw_handover",
]
