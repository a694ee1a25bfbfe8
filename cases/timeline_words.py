"""How the events of people, work and moves read in the story of a case: a label each, and the detail beside it."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import explained
from cases.models import Art36Fact, Case, ChildCase, Consent, ConsularAction, LegalMatter, ProgressReport

LABELS: dict[str, Promise] = {
    "case.moved": _("Case moved"),
    "case.reopened": _("Case reopened"),
    "case.screened_again": _("A new matter is being screened"),
    "case.found_ineligible": _("Matter found not eligible"),
    "case.concluded": _("Matter concluded by the lawyer"),
    "case.consent_recorded": _("Consent recorded"),
    "case.stopped": _("Stopped: the person opposes it"),
    "case.stop_ended": _("The person no longer opposes it"),
    "case.flag_set": _("Flag set"),
    "case.flag_ended": _("Flag ended"),
    "case.flag_ran_out": _("Flag ran out"),
    "case.priority_changed": _("Priority changed"),
    "case.priority_set": _("Priority set by hand"),
    "case.priority_left_to_rules": _("Priority left to the rules"),
    "case.children_reported": _("Children left behind"),
    "case.children_changed": _("Children: how it stands"),
    "case.children_overdue": _("Children: nobody answers for them after 4 hours"),
    "case.children_close_requested": _("Children: closing asked for"),
    "case.children_closed": _("Children: case closed"),
    "case.progress_reported": _("Progress reported by the lawyer"),
    "case.report_overdue": _("Progress report overdue"),
    "case.consular_action": _("Consular action"),
    "case.money_approved": _("Money approved by a second person"),
    "case.money_refused": _("Money refused"),
    "case.art36_fact": _("Fact of the consular notification"),
    "matter.report_due": _("Progress report due"),
    "matter.closing_held": _("Kept from being closed"),
    "matter.closing_released": _("Released for closing"),
}


def _priority(payload: dict[str, Any]) -> str:
    return f"P{payload['before']} → P{payload['priority']}"


def _flag(payload: dict[str, Any]) -> str:
    return str(explained.FLAGS.get(payload["flag"], payload["flag"]))


def _end_of_children(payload: dict[str, Any]) -> str:
    return str(ChildCase.Outcome(payload["outcome"]).label)


WORDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "case.moved": lambda payload: str(Case.State(payload["state"]).label),
    "case.reopened": lambda payload: str(Case.Reopening(payload["reason"]).label),
    "case.found_ineligible": lambda payload: str(LegalMatter.Ineligible(payload["reason"]).label),
    "case.consent_recorded": lambda payload: (
        f"{Consent.Scope(payload['scope']).label}: {Consent.State(payload['state']).label}"
    ),
    "case.flag_set": _flag,
    "case.flag_ended": _flag,
    "case.flag_ran_out": _flag,
    "case.priority_changed": _priority,
    "case.priority_set": _priority,
    "case.children_reported": lambda payload: str(payload["number"]),
    "case.children_changed": lambda payload: str(ChildCase.State(payload["state"]).label),
    "case.children_close_requested": _end_of_children,
    "case.children_closed": _end_of_children,
    "case.progress_reported": lambda payload: str(ProgressReport.Stage(payload["stage"]).label),
    "case.consular_action": lambda payload: (
        f"{ConsularAction.Kind(payload['what']).label} · {ConsularAction.Result(payload['result']).label}"
    ),
    "case.art36_fact": lambda payload: str(Art36Fact.Kind(payload["fact"]).label),
}
