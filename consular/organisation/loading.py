"""Reference files into tables: in bulk, in one transaction, again and again with the same result."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from consular.organisation.actions import rebuild_districts_in_transaction
from consular.organisation.gazetteer import plain
from consular.organisation.models import Consulate, PostKind, ReferenceLoad
from consular.organisation.network_files import NetworkFiles

# Part of the checksum: raise it when this file reads the same data into other columns.
LAYOUT = 2
LOCK = 0x6C6F6164
Report = Callable[[str], None]


@dataclass(frozen=True)
class Table:
    """How staged text becomes rows: SQL per column, and which columns a reload leaves to people."""

    name: str
    key: str
    columns: dict[str, str]
    corrected: str = "false"
    protected: frozenset[str] = field(default_factory=frozenset)
    set_once: frozenset[str] = frozenset({"is_active"})

    def upsert(self) -> str:
        columns = ", ".join(self.columns)
        values = ", ".join(self.columns.values())
        fixed = {*self.key.split(", "), *self.set_once}
        changes = ", ".join(self._change(column) for column in self.columns if column not in fixed)
        return (
            f"insert into {self.name} as old ({columns}) select {values} from staged s "  # noqa: S608 - constants below
            f"on conflict ({self.key}) do update set {changes}"
        )

    def _change(self, column: str) -> str:
        if column in self.protected:
            return f"{column} = case when {self.corrected} then old.{column} else excluded.{column} end"
        return f"{column} = excluded.{column}"


def text(*names: str) -> dict[str, str]:
    return {name: f"s.{name}" for name in names}


COUNTRY = {"country": "%(country)s"}
POINT = "case when s.lat = '' then null else st_setsrid(st_makepoint(s.lon::float8, s.lat::float8), 4326) end"
POST = "(select id from organisation_consulate where code = s.consulate)"
COUNTY = "nullif(s.county, '')"
SITE = {
    **text("code", "name", "address", "city", "state", "postal_code", "coord_source"),
    **COUNTRY,
    "point": POINT,
    "consulate_id": POST,
    "is_active": "true",
}
PLACED_BY_HAND = "old.coord_source = 'corrected'"
PLACE_COLUMNS = frozenset({"address", "point", "coord_source"})
CONTACT = ("address", "phone", "emergency_phone", "website", "contact_source", "contact_as_of", "contact_confidence")

CONSULATES = Table(
    "organisation_consulate",
    "code",
    {
        **text("code", "kind", "name", "city", "state", "country", "timezone", *CONTACT),
        "seat": POINT,
        "is_active": "true",
    },
    corrected="old.contact_confidence = 'confirmed'",
    protected=frozenset({*CONTACT, "seat"}),
)
STATES = Table(
    "organisation_state",
    "country, code",
    {**COUNTRY, **text("code", "name", "circuit"), "keys": "string_to_array(s.keys, '|')"},
)
COUNTIES = Table(
    "organisation_county",
    "code",
    {
        **text("code", "name", "key", "state", "source", "source_ref"),
        **COUNTRY,
        "consulate_id": POST,
        "population": "nullif(s.population, '')::integer",
        "boundary": "st_multi(st_setsrid(st_geomfromgeojson(s.boundary), 4326))",
    },
    corrected="old.source = 'corrected'",
    protected=frozenset({"consulate_id", "source", "source_ref"}),
)
FACILITIES = Table(
    "organisation_facility",
    "code",
    {
        **SITE,
        **text("agency_area", "kind", "sex", "source"),
        "average_daily_population": "nullif(s.average_daily_population, '')::numeric",
    },
    PLACED_BY_HAND,
    PLACE_COLUMNS,
)
COURTS = Table("organisation_court", "code", {**SITE, **text("docket", "timezone")}, PLACED_BY_HAND, PLACE_COLUMNS)
OFFICES = Table("organisation_office", "code", {**SITE, **text("agency", "area")}, PLACED_BY_HAND, PLACE_COLUMNS)
PLACES = Table(
    "organisation_place",
    "geonameid",
    {
        "geonameid": "s.geonameid::bigint",
        **text("name", "key", "alternate_keys", "state", "timezone"),
        **COUNTRY,
        "county_id": COUNTY,
        "point": POINT,
        "population": "s.population::integer",
    },
)
POSTAL_CODES = Table(
    "organisation_postalcode",
    "code",
    {
        **text("code", "city", "state", "timezone"),
        **COUNTRY,
        "county_id": COUNTY,
        "point": POINT,
        "population": "s.population::integer",
    },
)
# What vanished from a file: a site may be named in a case, so it is only closed; a place is named by nothing.
CLOSE_VANISHED = (
    "update {0} set is_active = false where country = %(country)s and code not in (select code from staged)"
)
DROP_VANISHED = "delete from {0} where country = %(country)s and {1}::text not in (select {1} from staged)"
FIND_COUNTY = """
update {0} p set county_id = c.code from organisation_county c
where p.country = %(country)s and p.county_id is null and st_covers(c.boundary, p.point)
"""
SET_FALLBACK = """
update organisation_consulate c set fallback_id = f.id
from staged s join organisation_consulate f on f.code = s.fallback
where c.code = s.code and c.fallback_id is null
"""


def load_network(network: str, report: Report = lambda line: None) -> ReferenceLoad:
    """Loads the files of a network unless they are loaded already. Raises BrokenReference before it touches a row."""
    files = NetworkFiles.named(network)
    checksum = f"{files.verify()[:60]}-{LAYOUT}"
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        current = ReferenceLoad.objects.current(network)
        if current and current.checksum == checksum:
            report(f"{network}: nothing changed since {current.at:%Y-%m-%d %H:%M} UTC.")
            return current
        manifest = files.manifest()
        counts = _Load(files, manifest["receiving_country"], report).run()
        return ReferenceLoad.objects.create(
            network=network,
            name=manifest["name"],
            checksum=checksum,
            counts=counts,
            attributions=manifest["attributions"],
        )


class _Load:
    """One run; every step stages a file and turns it into rows."""

    def __init__(self, files: NetworkFiles, country: str, report: Report):
        self.files = files
        self.country = country
        self.report = report
        self.counts: dict[str, int] = {}
        self.canonical = {row["other_code"]: row["code"] for row in files.rows("county_aliases.csv")}

    def run(self) -> dict[str, int]:
        self._step("consulates", CONSULATES, self.files.rows("consulates.csv"), SET_FALLBACK)
        self._step("states", STATES, self._states())
        self._step("counties", COUNTIES, self._counties())
        for name, table in (("facilities", FACILITIES), ("courts", COURTS), ("offices", OFFICES)):
            sites = ({"coord_source": "", **row} for row in self.files.rows(f"{name}.csv"))
            self._step(name, table, sites, CLOSE_VANISHED.format(table.name))
        for name, table, rows in (
            ("places", PLACES, self._places()),
            ("postal codes", POSTAL_CODES, self._in_known_counties("postal_codes.csv.gz")),
        ):
            drop = DROP_VANISHED.format(table.name, table.key)
            self._step(name, table, rows, drop, FIND_COUNTY.format(table.name))
        self._districts()
        for step in settings.REFERENCE_STEPS:
            for name, number in import_string(step)(self.files).items():
                self.counts[name] = number
                self.report(f"  {number:>6} {name}")
        return self.counts

    def _step(self, name: str, table: Table, rows: Iterable[dict[str, str]], *after: str) -> None:
        with connection.cursor() as cursor:
            self.counts[name] = _stage(cursor, rows)
            for statement in (table.upsert(), *after):
                cursor.execute(statement, {"country": self.country})
            cursor.execute(f"drop table staged; analyze {table.name}")
        self.report(f"  {self.counts[name]:>6} {name}")

    def _districts(self) -> None:
        consulates = Consulate.objects.filter(kind=PostKind.CONSULATE, counties__country=self.country).distinct()
        rebuild_districts_in_transaction(consulates.values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("analyze organisation_district, organisation_districtpart")
        self.counts["districts"] = consulates.count()
        self.report(f"  {self.counts['districts']:>6} districts")

    def _states(self) -> Iterator[dict[str, str]]:
        circuits = {row["state"]: row["circuit"] for row in self.files.rows("circuits.csv")}
        for row in self.files.rows("states.csv"):
            names = [row["code"], row["name"], *row["also"].split("|")]
            keys = "|".join(_keys(names))
            yield {"code": row["code"], "name": row["name"], "keys": keys, "circuit": circuits.get(row["code"], "")}

    def _counties(self) -> Iterator[dict[str, str]]:
        boundaries = dict(self.files.boundaries())
        for row in self.files.rows("counties.csv"):
            yield {**row, "key": plain(row["name"]), "boundary": boundaries[row["code"]]}

    def _places(self) -> Iterator[dict[str, str]]:
        spoken = {row["geonameid"]: row["spoken"] for row in self.files.rows("spoken_names.csv")}
        for row in self._in_known_counties("places.csv.gz"):
            others = _keys([*spoken.get(row["geonameid"], "").split("|"), *row.pop("alternate_names").split("|")])
            yield {**row, "key": plain(row["name"]), "alternate_keys": f"|{'|'.join(others)}|" if others else ""}

    def _in_known_counties(self, name: str) -> Iterator[dict[str, str]]:
        for row in self.files.rows(name):
            yield {**row, "county": self.canonical.get(row["county"], row["county"])}


def _keys(names: Iterable[str]) -> list[str]:
    return [key for key in dict.fromkeys(plain(name) for name in names) if key]


def _stage(cursor, rows: Iterable[dict[str, str]]) -> int:
    """A temporary table `staged` with every column as text; returns the number of rows."""
    rows = iter(rows)
    first = next(rows)
    columns = ", ".join(f'"{name}" text' for name in first)
    cursor.execute(f"create temporary table staged ({columns}) on commit drop")
    with cursor.copy("copy staged from stdin") as copy:
        for row in chain([first], rows):
            copy.write_row(tuple(row.values()))
    return cursor.rowcount
