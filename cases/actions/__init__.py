"""The only writers of cases: one verb per function. Each locks the case first, so that of many at once one wins."""

from cases.actions.case import close, open_case, request_close
from cases.actions.children import (
    ask_to_close_child_case,
    change_child_case,
    close_child_case,
    open_child_case,
    strike_child_clocks,
)
from cases.actions.conflicts import add_party, ask_names
from cases.actions.consent import record_consent
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
from cases.actions.engagement import activate, set_terms
from cases.actions.feeds import make_feed, revoke_feed
from cases.actions.flags import end_flag, leave_priority_to_the_rules, set_flag, set_priority
from cases.actions.handovers import accept_handover, ask_handover, withdraw_handover
from cases.actions.hearings import check_hearing, end_hearing, set_hearing
from cases.actions.identity import set_identity
from cases.actions.judging import judge_what_ran_out
from cases.actions.merging import merge_people, undo_merge
from cases.actions.moves import conclude, find_ineligible, hold_closing, move, release_closing, reopen, screen_again
from cases.actions.notes import add_note, leave_file
from cases.actions.offers import accept, assign, decline, view_offer
from cases.actions.outcomes import set_outcome
from cases.actions.progress import ask_for_reports, log_time, report_progress, void_time
from cases.actions.tasks import add_post_task, add_task, finish_task, nudge_task
from cases.actions.waves import expire_offers, send_wave
from cases.actions.work import approve_money, record_art36_fact, record_consular_action, refuse_money

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
    "approve_money",
    "ask_for_reports",
    "ask_handover",
    "ask_names",
    "ask_to_close_child_case",
    "assign",
    "change_child_case",
    "check_hearing",
    "check_letter",
    "close",
    "close_child_case",
    "conclude",
    "confirm_deadline",
    "decline",
    "end_admission",
    "end_contract",
    "end_deadline",
    "end_flag",
    "end_hearing",
    "end_stint",
    "enter_stint",
    "expire_offers",
    "find_ineligible",
    "finish_task",
    "hold_closing",
    "judge_stint",
    "judge_what_ran_out",
    "leave_file",
    "leave_priority_to_the_rules",
    "log_time",
    "look",
    "make_feed",
    "may_withdraw",
    "merge_people",
    "move",
    "note_event",
    "nudge_task",
    "open_case",
    "open_child_case",
    "record_art36_fact",
    "record_consent",
    "record_consular_action",
    "refuse_money",
    "register_lawyer",
    "release_closing",
    "remove_absence",
    "reopen",
    "report_progress",
    "request_close",
    "revoke_feed",
    "screen_again",
    "send_wave",
    "set_coverage",
    "set_flag",
    "set_hearing",
    "set_identity",
    "set_outcome",
    "set_practice",
    "set_priority",
    "set_terms",
    "strike_child_clocks",
    "undo_merge",
    "view_offer",
    "void_time",
    "withdraw_document",
    "withdraw_handover",
]
