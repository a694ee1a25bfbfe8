"""What is known of a matter that its deadlines count by: the court circuit, custody, the clock of the court."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cases import whereabouts
from cases.models import Case, LegalMatter, Stint
from consular.organisation.models import Court, Facility, State

FREE = frozenset({"at_liberty", "removed"})


@dataclass(frozen=True, slots=True)
class Standing:
    """None is "not known", which rules nothing out: the earlier date counts."""

    circuit: str | None
    detained: bool | None
    zone: str


def standing_of(case: Case, matter: LegalMatter, now: datetime) -> Standing:
    """In two queries beside what `case` and `matter` bring."""
    place = likeliest(Stint.objects.of(case), now)
    held_at = place.facility if place else None
    return Standing(
        circuit=_circuit(matter.court or held_at),
        detained=_detained(case, place),
        zone=matter.court.timezone if matter.court else case.consulate.timezone,
    )


def likeliest(stints: Iterable[Stint], now: datetime) -> Stint | None:
    """The strongest claim of the running episode; None when nobody says anything that still counts."""
    running = [stint for stint in stints if stint.episode.ended_at is None]
    return next((stint for stint, _worth in whereabouts.ranked(running, now)), None)


def _circuit(place: Court | Facility | None) -> str | None:
    if place is None:
        return None
    states = State.objects.filter(country=place.country, code=place.state)
    return states.values_list("circuit", flat=True).first() or None


def _detained(case: Case, place: Stint | None) -> bool | None:
    if case.state in FREE:
        return False
    return True if place is not None or case.state == Case.State.IN_CUSTODY else None


def born_on(case: Case) -> date | None:
    """For rules that compare with it; it is shown to nobody here."""
    identity = getattr(case.person, "identity", None)
    return date.fromisoformat(str(identity.birth_date)) if identity and str(identity.birth_date) else None
