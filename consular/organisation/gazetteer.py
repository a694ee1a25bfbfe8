"""Finds the place a caller speaks of, with no network: a city, a county, a ZIP, in English or Spanish, misspelt."""

import math
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, TypedDict

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import Area, PointOnSurface
from django.contrib.gis.geos import Point
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from consular.organisation.geography import consulate_for
from consular.organisation.models import County, DistrictPart, Place, PostalCode, State

SHORT_WORDS = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}
DIGIT_WORDS = {
    word: str(digit)
    for digit, words in enumerate(
        (
            ("zero", "oh", "cero"),
            ("one", "uno"),
            ("two", "dos"),
            ("three", "tres"),
            ("four", "cuatro"),
            ("five", "cinco"),
            ("six", "seis"),
            ("seven", "siete"),
            ("eight", "ocho"),
            ("nine", "nueve"),
        )
    )
    for word in words
}
LEADING_WORDS = re.compile(r"^(?:(?:en|in|cerca de|near|la ciudad de|ciudad de|city of|the city of) )+")
TRAILING_WORDS = re.compile(r"(?: (?:en|in|de|estado de|state of))+$")
COUNTY_BEFORE = re.compile(r"^(?:el )?(?:condado|parroquia|municipio|county) (?:de |of )?(.+)$")
COUNTY_AFTER = re.compile(r"^(.+?) (?:county|parish|borough|condado)\b(.*)$")
ZIP = re.compile(r"(?<!\d)\d{5}(?!\d)")
ZIP_START = re.compile(r"^\d{3,4}$")
ZIP_ACCURACY_M = 3_000
WIDEST_M = {"city": 25_000, "zip": ZIP_ACCURACY_M, "county": 100_000}
FEWEST_FOR_TRIGRAMS = 3


class Found(TypedDict):
    label: str
    lat: float
    lng: float
    accuracy_m: int
    kind: str
    consulate_code: str


def plain(text: str) -> str:
    """Lower-case ASCII letters and digits, one blank between words: the form in which names are kept and sought."""
    whole = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", "")).lower()
    letters = "".join(letter for letter in whole if not unicodedata.combining(letter))
    return " ".join(SHORT_WORDS.get(word, word) for word in re.findall(r"[a-z0-9]+", letters))


def find_place(text: str, limit: int = 8) -> list[Found]:
    """At most `limit` places, the surest first. `accuracy_m` is a radius that holds most of the place's people."""
    key = LEADING_WORDS.sub("", plain(text[:120]))
    if not key:
        return []
    if postal := _postal_codes(key, limit):
        return postal
    if county := COUNTY_BEFORE.match(key) or COUNTY_AFTER.match(key):
        return _counties(" ".join(county.groups()).strip(), limit) or _places(key, limit)
    return _places(key, limit)


def _postal_codes(key: str, limit: int) -> list[Found]:
    digits = _dictated(key) or key
    if match := ZIP.search(digits):
        found = PostalCode.objects.filter(code=match[0])
    elif ZIP_START.match(digits):
        found = PostalCode.objects.filter(code__startswith=digits).order_by("-population")
    else:
        return []
    return [
        _found(f"{row.code} · {row.city}, {row.state}", row.point, ZIP_ACCURACY_M, "zip", row.post)
        for row in _with_post(found)[:limit]
    ]


def _dictated(key: str) -> str:
    """The digits that the words spell: nueve cero cero uno dos -> 90012; empty when any word is not a digit."""
    words = key.split()
    if not all(word in DIGIT_WORDS or word.isdigit() for word in words):
        return ""
    return "".join(DIGIT_WORDS.get(word, word) for word in words)


def _counties(key: str, limit: int) -> list[Found]:
    for name, state in reversed(_readings(key)):
        rows = County.objects.called(name, [state] if state else []).select_related("consulate")
        if found := [_found_county(row) for row in _drawn(rows)[:limit]]:
            return found
    return []


def _counties_exactly(readings: list[tuple[str, str]]) -> QuerySet:
    either = Q(pk__in=[])
    for name, state in readings:
        either |= Q(key=name, state=state) if state else Q(key=name)
    rows = County.objects.filter(either).select_related("consulate")
    return _drawn(rows.order_by(F("population").desc(nulls_last=True)))


def _drawn(rows: QuerySet) -> QuerySet:
    """With a point that is surely inside and the area in km², and without the heavy boundary."""
    area = Area(Cast("boundary", GeometryField(geography=True)))
    return rows.annotate(inside=PointOnSurface("boundary"), area=area).defer("boundary")


def _found_county(row: Any) -> Found:
    """`row` is a county with what `_drawn` adds."""
    label = _("%(county)s (county), %(state)s") % {"county": row.name, "state": row.state}
    return _found(label, row.inside, math.sqrt(row.area.sq_m / math.pi), "county", row.consulate.code)


def _places(key: str, limit: int) -> list[Found]:
    readings = _readings(key)
    exact = list(Place.objects.exactly(readings)[:limit])
    counties = [_found_county(row) for row in _counties_exactly(readings)[: limit - len(exact)]]
    room = limit - len(exact) - len(counties)
    looser: dict[int, Place] = {}
    for rows in _looser(readings, exact_hit=bool(exact or counties)):
        if len(looser) < room:
            looser |= {row.pk: row for row in rows[:limit] if row not in exact}
    towns = _found_towns([*exact, *list(looser.values())[:room]])
    return towns[: len(exact)] + counties + towns[len(exact) :]


def _looser(readings: list[tuple[str, str]], exact_hit: bool) -> Iterator[QuerySet]:
    """For a text still being typed, then for one that is misspelt; the last reading is the most specific."""
    long_enough = [(name, state) for name, state in readings if len(name) >= FEWEST_FOR_TRIGRAMS]
    if long_enough:
        yield Place.objects.starting(long_enough)
        if not exact_hit:
            yield Place.objects.resembling(*long_enough[-1])


def _found_towns(rows: list[Place]) -> list[Found]:
    posts = dict(_with_post(Place.objects.filter(pk__in=[row.pk for row in rows])).values_list("pk", "post"))
    return [
        _found(f"{row.name}, {row.state}", row.point, _radius(row.population), "city", posts[row.pk]) for row in rows
    ]


def _readings(key: str) -> list[tuple[str, str]]:
    """The whole as a name, and each way to read its last words as a state: "san antonio texas" -> (san antonio, TX)."""
    words = key.split()
    tails = {" ".join(words[-n:]): TRAILING_WORDS.sub("", " ".join(words[:-n])) for n in (1, 2, 3, 4) if n < len(words)}
    states = State.objects.filter(keys__overlap=list(tails)).values_list("code", "keys") if tails else []
    with_state = [(head, code) for code, keys in states for tail, head in tails.items() if head and tail in keys]
    return [(key, ""), *with_state]


def _with_post(rows: QuerySet) -> QuerySet:
    district = DistrictPart.objects.filter(area__covers=OuterRef("point"), district__consulate__is_active=True)
    code = district.order_by("district__consulate_id").values("district__consulate__code")[:1]
    return rows.annotate(post=Subquery(code))


def _radius(population: int) -> float:
    """Metres of a disc that holds the population at 1,500 people per km², a typical density of US towns."""
    return math.sqrt(population / 1500 / math.pi) * 1000


def _found(label: str, point: Point, accuracy_m: float, kind: str, post: str | None) -> Found:
    return {
        "label": label,
        "lat": round(point.y, 5),
        "lng": round(point.x, 5),
        "accuracy_m": int(min(max(accuracy_m, 1_500), WIDEST_M[kind])),
        "kind": kind,
        "consulate_code": post or consulate_for(point).consulate.code,
    }
