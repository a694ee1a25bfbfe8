"""Where counsel is missing: languages that nobody speaks in a district, courts and counties to which nobody goes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from cases import coverage, languages, lawyers, ranking, workflow
from cases.models import Absence, Contract, Coverage, LawyerProfile, LegalMatter
from cases.reports import shapes
from cases.reports.charts import ShadedMap, shaded_map
from consular.organisation.models import Consulate, County, Court

ASKED_WITHIN = timedelta(days=365)


@dataclass(frozen=True)
class Gaps:
    """`languages`: (tag, name, {post id: lawyers}, matters of the last year, matters that wait now). `courts`: (court, lawyers)."""

    posts: list[Consulate]
    languages: list[dict[str, Any]]
    courts: list[tuple[Court, int]]
    map: ShadedMap
    counties: list[tuple[str, int]]
    waiting: list[LegalMatter]


def gaps_of(posts: list[Consulate], shown: Consulate, language: str, now: datetime) -> Gaps:
    """For posts of one supervisor; the map is of one of them, of the lawyers of one language or of all."""
    able = _able(posts, now)
    spoken = {one.lawyer_id: {ranking.base(tag) for tag in one.languages} for one in _profiles(able)}
    here = {one for one in able.get(shown.pk, ()) if not language or language in spoken.get(one, ())}
    counts = coverage.counts_by_county(shown.pk, here)
    outline = shapes.counties(shown.pk)
    names = {shape.key: shape.name for shape in outline.shapes}
    return Gaps(
        posts=posts,
        languages=_by_language(posts, able, spoken, now),
        courts=_by_court(shown, here),
        map=shaded_map(outline, {**counts}),
        counties=sorted(((names.get(code, code), n) for code, n in counts.items()), key=lambda row: (row[1], row[0])),
        waiting=list(
            nobody_left(posts).select_related("case", "court").order_by("case__priority", "nobody_left_at")[:100]
        ),
    )


def nobody_left(posts: Iterable[Any]) -> QuerySet[LegalMatter]:
    """Matters of these posts for which every lawyer who could be asked has been."""
    waiting = LegalMatter.objects.filter(
        case__consulate__in=posts, state="seeking_counsel", nobody_left_at__isnull=False
    )
    return waiting.exclude(case__state__in=workflow.STOPPED)


def _able(posts: list[Consulate], now: datetime) -> dict[int, set[int]]:
    """Lawyers by post: of a firm with a running contract of the post, posted and not away today, who cover some of its district."""
    today = timezone.localdate(now)
    away = set(Absence.objects.filter(starts_on__lte=today, ends_on__gte=today).values_list("lawyer", flat=True))
    posted = {one.pk for one in lawyers.available()} - away
    found: dict[int, set[int]] = {post.pk: set() for post in posts}
    contracts = Contract.objects.running(today).filter(consulate__in=posts)
    for post, lawyer in contracts.values_list("consulate", "firm__profiles__lawyer").distinct():
        if lawyer in posted:
            found[post].add(lawyer)
    goes = _who_goes(posts, set().union(*found.values()))
    return {post: who & goes[post] for post, who in found.items()}


def _who_goes(posts: list[Consulate], who: set[int]) -> dict[int, set[int]]:
    """Who covers any part of the district, or a court or a facility in it."""
    rows = Coverage.objects.filter(lawyer__in=who).values_list(
        "lawyer", "district", "state", "county__consulate", "court__consulate", "facility__consulate"
    )
    in_states = _states(posts)
    goes: dict[int, set[int]] = {post.pk: set() for post in posts}
    for lawyer, district, state, *of_posts in rows:
        for post in posts:
            if post.pk in (district, *of_posts) or state in in_states[post.pk]:
                goes[post.pk].add(lawyer)
    return goes


def _states(posts: list[Consulate]) -> dict[int, set[str]]:
    """In which states each district lies."""
    found: dict[int, set[str]] = {post.pk: set() for post in posts}
    counties = County.objects.filter(consulate__in=posts).order_by()
    for post, state in counties.values_list("consulate", "state").distinct():
        found[post].add(state)
    return found


def _profiles(able: dict[int, set[int]]) -> Iterable[LawyerProfile]:
    return LawyerProfile.objects.filter(lawyer__in=set().union(*able.values()))


def _by_language(
    posts: list[Consulate], able: dict[int, set[int]], spoken: dict[int, set[str]], now: datetime
) -> list[dict[str, Any]]:
    """Those that were asked for come first; each known language is there, because the first caller in it comes unannounced."""
    asked: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    matters = LegalMatter.objects.filter(
        case__consulate__in=posts, case__drill=False, opened_at__gte=now - ASKED_WITHIN
    )
    for tag, state, n in matters.order_by().values_list("language", "state").annotate(n=Count("pk")):
        asked[ranking.base(tag)] += n
        waiting[ranking.base(tag)] += n if state in ("seeking_counsel", "offered") else 0
    tags = {*languages.NAMES, *filter(None, asked)}
    rows = [
        {
            "tag": tag,
            "name": languages.name(tag),
            "by_post": [(post, sum(tag in spoken.get(one, ()) for one in able[post.pk])) for post in posts],
            "asked": asked[tag],
            "waiting": waiting[tag],
        }
        for tag in tags
    ]
    return sorted(rows, key=lambda row: (-row["waiting"], -row["asked"], str(row["name"])))


def _by_court(shown: Consulate, here: set[int]) -> list[tuple[Court, int]]:
    goes = Counter(Coverage.objects.filter(lawyer__in=here, court__isnull=False).values_list("court", flat=True))
    courts = Court.objects.filter(consulate=shown, is_active=True)
    return sorted(((court, goes[court.pk]) for court in courts), key=lambda row: (row[1], row[0].name))
