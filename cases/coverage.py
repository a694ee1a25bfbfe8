"""Which counties lawyers cover, and that on a map: of one lawyer by district, of all by county of a district."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import Coverage
from cases.reports import shapes
from cases.reports.charts import Shaded, ShadedMap
from consular.organisation.models import Consulate, County

PARTLY, WHOLLY, NOT = "q2", "q5", "q0"


@dataclass(frozen=True)
class Area:
    """The area of one or several lawyers."""

    districts: frozenset[int]
    states: frozenset[str]
    counties: frozenset[str]

    @classmethod
    def of(cls, rows: Iterable[Coverage]) -> "Area":
        rows = list(rows)
        return cls(
            frozenset(one.district_id for one in rows if one.district_id),
            frozenset(one.state for one in rows if one.state),
            frozenset(one.county_id for one in rows if one.county_id),
        )

    def covers(self, code: str, state: str, district: int) -> bool:
        return district in self.districts or state in self.states or code in self.counties


def map_of(rows: Iterable[Coverage]) -> tuple[ShadedMap, list[tuple[str, str]]]:
    """One lawyer's area by district: wholly, partly or not covered; and the same in words, the covered ones only."""
    area = Area.of(rows)
    inside: Counter[int] = Counter()
    of_all: Counter[int] = Counter()
    for code, state, district in County.objects.values_list("code", "state", "consulate"):
        of_all[district] += 1
        inside[district] += area.covers(code, state, district)
    posts = list(Consulate.objects.active().consulates())
    words = {WHOLLY: _("wholly"), PARTLY: _("partly"), NOT: _("not")}
    shades = {post.code: _shade(inside[post.pk], of_all[post.pk]) for post in posts}
    outline = shapes.districts(post.pk for post in posts)
    areas = [
        Shaded(shape, shades.get(shape.key, NOT), f"{shape.name}: {words[shades.get(shape.key, NOT)]}", False)
        for shape in outline.shapes
    ]
    told = [(str(post), words[shades[post.code]]) for post in posts if shades[post.code] != NOT]
    return ShadedMap(outline, areas, list(words.items())), told


def counts_by_county(post: int, lawyers: Iterable[int]) -> dict[str, int]:
    """How many of these lawyers cover each county of the post's district."""
    rows: defaultdict[int, list[Coverage]] = defaultdict(list)
    for one in Coverage.objects.filter(lawyer__in=list(lawyers)):
        rows[one.lawyer_id].append(one)
    areas = [Area.of(own) for own in rows.values()]
    counties = County.objects.filter(consulate=post).values_list("code", "state")
    return {code: sum(area.covers(code, state, post) for area in areas) for code, state in counties}


def _shade(inside: int, of_all: int) -> str:
    if not inside:
        return NOT
    return WHOLLY if inside == of_all else PARTLY
