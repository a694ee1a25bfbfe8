"""The only writers of alerts, one verb per function."""

from alerts.actions.detect import detect_incidents
from alerts.actions.drills import close_what_a_drill_left, end_drills, send_drill_presses, start_drill, stop_drill
from alerts.actions.fading import fade_places
from alerts.actions.handover import accept_handover, decline_handover, hand_over, withdraw_handover
from alerts.actions.identity import mark_identities
from alerts.actions.incidents import attach, detach
from alerts.actions.intake import accept, add_positions, request_cancel
from alerts.actions.links import undo_duplicate
from alerts.actions.opposition import mark_opposed_in_transaction
from alerts.actions.person import set_person, strike_locate_clocks
from alerts.actions.place import accept_facility, reject_facility
from alerts.actions.roster import (
    add_absence,
    add_shifts,
    remove_absence,
    remove_shift,
    set_chain,
    set_fallback,
    set_pager,
)
from alerts.actions.script import tick
from alerts.actions.shifts import hand_over_shift, sign_shift
from alerts.actions.timers import escalate, mark_stale_claims, settle_cancels
from alerts.actions.triage import (
    attach_case_in_transaction,
    claim,
    contact,
    dispose,
    note,
    release,
    renew_claim,
    renew_claims,
    take,
)
from alerts.actions.welfare import keep_welfare, set_welfare

__all__ = [
    "accept",
    "accept_facility",
    "accept_handover",
    "add_absence",
    "add_positions",
    "add_shifts",
    "attach",
    "attach_case_in_transaction",
    "claim",
    "close_what_a_drill_left",
    "contact",
    "decline_handover",
    "detach",
    "detect_incidents",
    "dispose",
    "end_drills",
    "escalate",
    "fade_places",
    "hand_over",
    "hand_over_shift",
    "keep_welfare",
    "mark_identities",
    "mark_opposed_in_transaction",
    "mark_stale_claims",
    "note",
    "reject_facility",
    "release",
    "remove_absence",
    "remove_shift",
    "renew_claim",
    "renew_claims",
    "request_cancel",
    "send_drill_presses",
    "set_chain",
    "set_fallback",
    "set_pager",
    "set_person",
    "set_welfare",
    "settle_cancels",
    "sign_shift",
    "start_drill",
    "stop_drill",
    "strike_locate_clocks",
    "take",
    "tick",
    "undo_duplicate",
    "withdraw_handover",
]
