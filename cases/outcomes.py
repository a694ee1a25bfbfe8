"""Outcome codes as data: axis, label, does it end the question, whose turn is next, must it be explained."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AXES = {"custody": _("Custody"), "proceeding": _("Proceeding"), "service": _("Service")}

TURNS = {"lawyer": _("lawyer"), "officer": _("consular officer"), "supervisor": _("supervisor"), "nobody": _("nobody")}


@dataclass(frozen=True)
class OutcomeCode:
    """`closes`: this answers the axis for good. `case_state`: where the person then is, as the case says it."""

    axis: str
    code: str
    label: Promise
    closes: bool = True
    turn: str = "supervisor"
    note_required: bool = False
    case_state: str = ""


def _custody(code: str, label: Promise, **more) -> OutcomeCode:
    return OutcomeCode("custody", code, label, **{"case_state": "at_liberty", **more})


def _proceeding(code: str, label: Promise, **more) -> OutcomeCode:
    return OutcomeCode("proceeding", code, label, **more)


def _service(code: str, label: Promise, **more) -> OutcomeCode:
    return OutcomeCode("service", code, label, **more)


ALL = (
    _custody("bond_judge", _("Released on bond set by a judge")),
    _custody("bond_field_office", _("Released on bond set by the field office")),
    _custody(
        "bond_no_jurisdiction",
        _("Bond: the judge found no jurisdiction"),
        closes=False,
        turn="lawyer",
        case_state="in_custody",
    ),
    _custody("own_recognizance", _("Released on own recognizance")),
    _custody("supervision", _("Released under an order of supervision")),
    _custody("parole", _("Released on parole")),
    _custody("released_on_relief", _("Released because relief was granted")),
    _custody("terminated", _("Released because the proceeding was terminated")),
    _custody("court_ordered", _("Released by order of a court")),
    _custody(
        "to_other_agency",
        _("Handed over to another agency"),
        closes=False,
        turn="officer",
        note_required=True,
        case_state="in_custody",
    ),
    _custody("removed", _("Removed"), turn="officer", case_state="removed"),
    _custody("voluntary_departure", _("Left under voluntary departure"), turn="officer", case_state="removed"),
    _custody("died", _("Died in custody"), note_required=True, case_state=""),
    _custody("still_detained", _("Still detained"), closes=False, turn="lawyer", case_state="in_custody"),
    _custody("never_detained", _("Never detained")),
    _custody("unknown", _("Not known"), closes=False, turn="officer", note_required=True, case_state=""),
    _proceeding("relief_granted", _("Relief granted")),
    _proceeding("terminated", _("Terminated")),
    _proceeding("dismissed", _("Dismissed")),
    _proceeding("administratively_closed", _("Administratively closed"), closes=False),
    _proceeding("removal_in_person", _("Removal ordered, person present"), turn="lawyer"),
    _proceeding("removal_in_absentia", _("Removal ordered in absentia"), turn="lawyer", note_required=True),
    _proceeding("voluntary_departure", _("Voluntary departure granted")),
    _proceeding("appeal_pending", _("Appeal pending"), closes=False, turn="lawyer"),
    _proceeding("appeal_sustained", _("Appeal sustained")),
    _proceeding("appeal_dismissed", _("Appeal dismissed")),
    _proceeding("none_found", _("No proceeding found")),
    _service("information", _("Information given")),
    _service("advice", _("Advice given")),
    _service("limited_action", _("Limited action taken")),
    _service("extended", _("Extended service")),
    _service("not_provided", _("No service provided"), note_required=True),
)

_BY_KEY = {(one.axis, one.code): one for one in ALL}


def find(axis: str, code: str) -> OutcomeCode | None:
    return _BY_KEY.get((axis, code))


def of_axis(axis: str) -> list[OutcomeCode]:
    return [one for one in ALL if one.axis == axis]


def missing(filled: Iterable[str]) -> list[str]:
    """The axes that have no outcome yet, in their order."""
    filled = set(filled)
    return [axis for axis in AXES if axis not in filled]
