"""Flags and circumstances in words, and the one sentence that says why a case is as urgent as it is."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from cases.models import Case

FLAGS: dict[str, Promise] = {
    "children_left_alone": gettext_lazy("children left alone"),
    "removal_imminent_48h": gettext_lazy("removal within 48 hours"),
    "unaccompanied_minor": gettext_lazy("unaccompanied minor"),
    "minor": gettext_lazy("minor"),
    "sole_caregiver": gettext_lazy("sole caregiver"),
    "pregnant_or_nursing": gettext_lazy("pregnant or nursing"),
    "serious_medical": gettext_lazy("serious medical condition"),
    "self_harm_risk": gettext_lazy("risk of self-harm"),
    "abuse_reported": gettext_lazy("abuse reported"),
    "no_location_24h": gettext_lazy("not located for 24 hours"),
    "disability": gettext_lazy("disability"),
    "older_65": gettext_lazy("65 or older"),
    "victim_of_crime": gettext_lazy("victim of a crime"),
    "indigenous_language_only": gettext_lazy("speaks an indigenous language only"),
}
AS_IT_CAME = "as_it_came"
WHERE: dict[str, Promise] = {
    "in_custody": gettext_lazy("in custody"),
    "at_liberty": gettext_lazy("at liberty"),
    "removed": gettext_lazy("removed"),
}


def why(case: "Case") -> str:
    """ "P1 because: pregnant or nursing + in custody". Before a first judgement: as the alert came in."""
    if case.is_set_by_hand:
        return _("%(priority)s, set by hand") % {"priority": case.get_priority_display()}
    reasons = [str(FLAGS[code]) for code in case.priority_why if code in FLAGS]
    if not reasons and (not case.priority_why or AS_IT_CAME in case.priority_why):
        return _("%(priority)s, as the alert came in") % {"priority": case.get_priority_display()}
    where = next((WHERE[code] for code in (case.state, *case.priority_why) if code in WHERE), None)
    said = " + ".join([*reasons, str(where or _("not located"))])
    return _("%(priority)s because: %(reasons)s") % {"priority": case.get_priority_display(), "reasons": said}
