"""What the ranking and the conflict check mean, in words: each factor, each reason, each coincidence."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases import ranking
from cases.models import Offer, OfferWave

FACTORS = {
    "language": gettext_lazy("Language"),
    "admission": gettext_lazy("Admission"),
    "court": gettext_lazy("Court"),
    "facility": gettext_lazy("Facility"),
    "capacity": gettext_lazy("Capacity"),
    "contract": gettext_lazy("Contract"),
}
WHY = {
    "language_not_known": gettext_lazy("the person's language is not known"),
    "speaks_it": gettext_lazy("speaks it"),
    "spanish_with_interpreter": gettext_lazy("Spanish, with an interpreter"),
    "does_not_speak_it": gettext_lazy("does not speak it"),
    "no_bar": gettext_lazy("no bar admission entered"),
    "bar_and_eoir": gettext_lazy("bar admission and EOIR registration"),
    "bar_without_eoir": gettext_lazy("bar admission, but no EOIR registration"),
    "admitted_in_state": gettext_lazy("admitted in the state"),
    "admitted_elsewhere": gettext_lazy("admitted in another state"),
    "not_admitted_in_state": gettext_lazy("not admitted in the state"),
    "covers_court": gettext_lazy("goes to this court"),
    "covers_facility": gettext_lazy("goes to this facility"),
    "covers_area": gettext_lazy("covers the area"),
    "does_not_cover": gettext_lazy("does not cover it"),
    "much_room": gettext_lazy("room for more matters"),
    "little_room": gettext_lazy("little room left"),
    "balance_large": gettext_lazy("more than half is left"),
    "balance_small": gettext_lazy("less than half is left"),
}
NOT_ASKED = {
    ranking.NO_CONTRACT: gettext_lazy("No running contract with this post for this area, or nothing left of it"),
    ranking.ABSENT: gettext_lazy("Away today"),
    ranking.ASKED: gettext_lazy("Already asked"),
    ranking.CONFLICT: gettext_lazy("Declined because of a conflict of interest"),
    ranking.TAKEN_OFF: gettext_lazy("Was taken off this matter"),
    ranking.FULL: gettext_lazy("No capacity left"),
    ranking.NOT_DETAINED: gettext_lazy("Takes no matters of detained people"),
}
COINCIDENCES = {
    "client_opposed": gettext_lazy("The person here is the opposing party in another matter"),
    "against_client": gettext_lazy("The opposing party here is a client in another matter"),
    "same_client": gettext_lazy("The person here is a client in another matter"),
    "related": gettext_lazy("A related person appears in another matter"),
}
MATCHES = {
    "exact": pgettext_lazy("names", "the same name"),
    "sound": pgettext_lazy("names", "a name that sounds alike"),
}


def spelled(factors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The stored factors with their words."""
    return [
        {
            "label": FACTORS[one["name"]],
            "points": one["points"],
            "most": ranking.MOST[one["name"]],
            "why": WHY[one["why"]],
        }
        for one in factors
    ]


def proposal(able: list[ranking.Ranked], unable: list[tuple[ranking.Candidate, str]]) -> dict[str, Any]:
    """The whole ranking as it stands now: who would be asked, who after them, who not."""
    everybody = [one.candidate.lawyer for one in able] + [one.lawyer for one, _why in unable]
    names = {user.pk: user.display_name() for user in get_user_model().objects.filter(pk__in=everybody)}
    rows = [
        {
            "place": place,
            "name": names[one.candidate.lawyer],
            "points": one.points,
            "is_next": place <= ranking.WAVE,
            "factors": spelled([ranking.as_data(factor) for factor in one.factors]),
        }
        for place, one in enumerate(able, start=1)
    ]
    return {"rows": rows, "left_out": sorted((names[one.lawyer], str(NOT_ASKED[why])) for one, why in unable)}


def time_to_answer(priority: int) -> str:
    """ "30 min", "8 h": units that every language here writes alike."""
    minutes = int(ranking.ANSWER_WITHIN[priority].total_seconds() // 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h"


def history(waves: list[OfferWave], offers: list[Offer]) -> list[dict[str, Any]]:
    """Every wave with its offers, the newest first; offers by hand stand between them."""
    told = [{"title": _title(wave), "at": wave.sent_at, "by": wave.sent_by, "offers": []} for wave in waves]
    by_wave = {wave.pk: one for wave, one in zip(waves, told, strict=True)}
    for offer in offers:
        row = {"offer": offer, "factors": spelled(offer.factors)}
        if offer.wave_id is None:
            told.append({"title": _("Asked by hand"), "at": offer.sent_at, "by": offer.sent_by, "offers": [row]})
        else:
            by_wave[offer.wave_id]["offers"].append(row)
    return sorted(told, key=lambda one: one["at"], reverse=True)


def _title(wave: OfferWave) -> str:
    return _("Search %(search)s, wave %(wave)s") % {"search": wave.search, "wave": wave.number}
