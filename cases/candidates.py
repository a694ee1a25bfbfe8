"""What the ranking is told: what a matter needs, and what is known of every lawyer, in as many queries for five as for 500."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib.gis.geos import Point
from django.db.models import Count, Q
from django.utils import timezone

from cases import lawyers, ranking, whereabouts, workflow
from cases.models import (
    Absence,
    BarAdmission,
    Case,
    Contract,
    Coverage,
    CustodyEpisode,
    LawyerProfile,
    LegalMatter,
    Offer,
    Stint,
)
from consular.organisation.models import Consulate, County, Court, Facility

LATELY = timedelta(days=90)
CARRIED = ("accepted_pending_conflict", "engaged", "active")
# After these a lawyer is not asked again for the same matter, in whichever search.
NEVER_AGAIN = {"conflict": ranking.CONFLICT, "merits": ranking.ASKED}


def need_of(case: Case, now: datetime) -> ranking.Need:
    """Where the matter is: at the facility, else at the court, else in the district of the post."""
    matter = case.matter
    facility = facility_of(case, now)
    where: Facility | Court | Consulate = facility or matter.court or case.consulate
    return ranking.Need(
        area=matter.area,
        language=matter.language,
        is_detained=is_detained(case),
        court=matter.court_id,
        facility=facility.pk if facility else None,
        state=where.state,
        district=_district(where),
        county=_county(where.seat if isinstance(where, Consulate) else where.point),
        priority=case.priority,
    )


def is_detained(case: Case) -> bool:
    """By the state of the case, or because somebody has entered where the person is held."""
    return case.state == Case.State.IN_CUSTODY or CustodyEpisode.objects.filter(case=case, ended_at=None).exists()


def facility_of(case: Case, now: datetime) -> Facility | None:
    """Where the person is held by the strongest word there is."""
    running = Stint.objects.of(case).filter(episode__ended_at=None)
    return next((stint.facility for stint, _worth in whereabouts.ranked(running, now) if stint.facility), None)


def candidates(case: Case, need: ranking.Need, now: datetime, *, asked: Iterable[int] = ()) -> list[ranking.Candidate]:
    """Every lawyer posted now. `asked` are those whom this search has asked already."""
    everybody = list(lawyers.available())
    known = _Known.of(case, need, now)
    asked_before = dict.fromkeys(asked, ranking.ASKED) | known.earlier
    return [_candidate(one.pk, known, asked_before.get(one.pk, "")) for one in everybody]


@dataclass
class _Known:
    """Facts by lawyer, or by firm."""

    profiles: dict[int, LawyerProfile]
    contracts: dict[Any, Contract]
    admissions: dict[int, list[str]]
    covers: dict[int, set[str]]
    absent: set[int]
    held: dict[int, int]
    free: dict[int, int]
    lately: dict[int, int]
    earlier: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, case: Case, need: ranking.Need, now: datetime) -> "_Known":
        today = timezone.localdate(now)
        held, free = loads()
        return cls(
            profiles={one.lawyer_id: one for one in LawyerProfile.objects.all()},
            contracts=_contracts(case.consulate_id, need.area, today),
            admissions=_admissions(today),
            covers=_covers(need),
            absent=set(
                Absence.objects.filter(starts_on__lte=today, ends_on__gte=today).values_list("lawyer", flat=True)
            ),
            held=held,
            free=free,
            lately=dict(
                Offer.objects.filter(sent_at__gte=now - LATELY).order_by().values_list("lawyer").annotate(n=Count("pk"))
            ),
            earlier=_earlier(case),
        )


def _candidate(lawyer: int, known: _Known, earlier: str) -> ranking.Candidate:
    facts: dict[str, Any] = {
        "lawyer": lawyer,
        "earlier": earlier,
        "admitted_in": tuple(known.admissions.get(lawyer, ())),
        "is_absent": lawyer in known.absent,
        "asked_lately": known.lately.get(lawyer, 0),
        **{f"covers_{what}": what in known.covers.get(lawyer, ()) for what in ("court", "facility", "area")},
    }
    profile = known.profiles.get(lawyer)
    if profile is None:
        return ranking.Candidate(**facts)
    contract = known.contracts.get(profile.firm_id)
    return ranking.Candidate(
        **facts,
        languages=tuple(profile.languages),
        has_eoir=bool(profile.eoir_number),
        capacity=profile.capacity,
        detained_weight=float(profile.detained_weight),
        load=load(known.held.get(lawyer, 0), known.free.get(lawyer, 0), profile),
        takes_detained=profile.takes_detained,
        contract=contract.number if contract else "",
        share_left=share_left(contract) if contract else 0,
    )


def load(held: int, free: int, profile: LawyerProfile) -> float:
    return free + held * float(profile.detained_weight)


def loads() -> tuple[dict[int, int], dict[int, int]]:
    """Matters that each lawyer carries: of people in custody, and of others."""
    held: Counter[int] = Counter()
    free: Counter[int] = Counter()
    carried = LegalMatter.objects.filter(state__in=CARRIED, lawyer__isnull=False).values("lawyer", "case__state")
    for row in carried.annotate(n=Count("pk")):
        (held if row["case__state"] == Case.State.IN_CUSTODY else free)[row["lawyer"]] += row["n"]
    return dict(held), dict(free)


def share_left(contract: Any) -> float:
    """Of the hours or of the fees, whichever is less; needs a contract `with_use`. A cap of no fees at all counts hours only."""
    hours = 1 - contract.hours_used / contract.hours_cap
    fees = 1 - contract.fee_used / contract.fee_cap if contract.fee_cap else hours
    return round(float(max(min(hours, fees), 0)), 3)


def _contracts(post: int, area: str, today: Any) -> dict[Any, Contract]:
    """The running contract of each firm for the area; of several the one with the most left."""
    found = Contract.objects.running(today).filter(consulate=post, areas__contains=[area]).with_use()
    return {one.firm_id: one for one in sorted(found, key=share_left)}


def _admissions(today: Any) -> dict[int, list[str]]:
    valid = BarAdmission.objects.filter(since__lte=today).filter(Q(until=None) | Q(until__gte=today))
    states: defaultdict[int, list[str]] = defaultdict(list)
    for lawyer, state in valid.order_by("state").values_list("lawyer", "state"):
        states[lawyer].append(state)
    return states


def _covers(need: ranking.Need) -> dict[int, set[str]]:
    """Only the rows that name a place of the need."""
    area = Q(district=need.district) | Q(state=need.state, state__gt="")
    if need.county:
        area |= Q(county=need.county)
    covers: defaultdict[int, set[str]] = defaultdict(set)
    for one in Coverage.objects.filter(area | Q(court=need.court or 0) | Q(facility=need.facility or 0)):
        covers[one.lawyer_id].add("court" if one.court_id else "facility" if one.facility_id else "area")
    return covers


def _earlier(case: Case) -> dict[int, str]:
    """Offers of this matter that ended in a way that says not to ask again. Needs the offers prefetched."""
    found = {}
    for offer in case.matter.offers.all():
        if offer.state == Offer.State.DECLINED and offer.decline_code in NEVER_AGAIN:
            found[offer.lawyer_id] = NEVER_AGAIN[offer.decline_code]
        elif offer.state == Offer.State.WITHDRAWN and offer.answered_at is not None:
            found[offer.lawyer_id] = ranking.TAKEN_OFF
        elif offer.state in workflow.OPEN_OFFER:
            found[offer.lawyer_id] = ranking.ASKED
    return found


def _district(where: Facility | Court | Consulate) -> int:
    return where.pk if isinstance(where, Consulate) else where.consulate_id or 0


def _county(point: Point | None) -> str:
    if point is None:
        return ""
    return County.objects.containing(point).values_list("code", flat=True).first() or ""
