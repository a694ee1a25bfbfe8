"""The pages of cases with 300,000 cases and a million events: desk, list, case, tasks, shift and search, each beside its bare rows."""

import itertools
from pathlib import Path
from typing import Any

import psycopg

from alerts import marks
from benchmarks.stage import Stage
from benchmarks.tables import Row, Table, median, percentile

CASES, EVENTS = 300_000, 1_000_000
LAWYERS, OFFICERS = 600, 60
TIMES, TIMES_LONG = 25, 100
LIMIT_MS = 200
SEED = (Path(__file__).parent / "cases.sql").read_text()
TABLES = (
    "cases_case",
    "cases_legalmatter",
    "cases_offer",
    "cases_outcome",
    "cases_note",
    "cases_hearing",
    "cases_deadline",
)
TABLES += ("cases_task", "cases_stint", "cases_custodyepisode", "alerts_person", "alerts_identitymark", "events_event")

# The commonest of Mexico by rank, so that the searched ones are as common as they are there; a tail makes the rest.
GIVEN = [
    "María",
    "José",
    "Juan",
    "Luis",
    "Guadalupe",
    "Jesús",
    "Antonio",
    "Rosa",
    "Carlos",
    "Ana",
    "Miguel",
    "Martha",
    "Pedro",
    "Leticia",
    "Jorge",
    "Elena",
    "Raúl",
    "Teresa",
]
SURNAMES = [
    "Hernández",
    "García",
    "Martínez",
    "López",
    "González",
    "Pérez",
    "Rodríguez",
    "Sánchez",
    "Ramírez",
    "Cruz",
    "Flores",
    "Gómez",
    "Morales",
    "Vázquez",
]
SURNAMES += [
    "Reyes",
    "Jiménez",
    "Torres",
    "Díaz",
    "Gutiérrez",
    "Ruiz",
    "Mendoza",
    "Aguilar",
    "Ortiz",
    "Moreno",
    "Castillo",
    "Romero",
    "Álvarez",
    "Méndez",
]


def measure(stage: Stage, long: bool) -> Table:
    stage.empty()
    stage.say(f"writing {CASES:,} cases and {EVENTS:,} events …")
    many = {"cases": CASES, "events": EVENTS, "lawyers": LAWYERS, "officers": OFFICERS}
    with psycopg.connect(stage.owner_url, cursor_factory=psycopg.ClientCursor, autocommit=True) as owner:
        for statement in SEED.split(
            ";\n"
        ):  # one commit each: the checks of millions of references need not wait for each other
            owner.execute(statement, many)
        stage.say("marking identities …")
        mark(owner)
    with psycopg.connect(stage.owner_url, autocommit=True) as owner:
        for table in TABLES:
            owner.execute(f"VACUUM ANALYZE {table}")
    counts = {table: stage.count(table) for table in ("cases_case", "events_event", "alerts_identitymark")}
    stage.say(f"measuring with {counts} …")
    taken = stage.client("desk", times=TIMES_LONG if long else TIMES)
    stage.empty()  # a million rows are in nobody's way
    return _table(taken)


def mark(owner: psycopg.Connection) -> None:
    """The marks that `alerts.marks` would make of a name and an A-number of each, computed once for each part."""
    people = owner.execute(
        "SELECT id, row_number() OVER (ORDER BY code) FROM alerts_person WHERE code LIKE 'PX-B%'"
    ).fetchall()
    surnames = SURNAMES + [
        f"{a}{b}" for a, b in itertools.product(SURNAMES, ("ena", "osa", "ivar", "uco", "ado", "iste"))
    ]
    given = GIVEN + [f"{a}{b}" for a, b in itertools.product(GIVEN, ("ina", "elo", "isa", "undo"))]
    sounds = {name: [one for one in marks.of_name(name) if one[0] == marks.SOUND] for name in given + surnames}
    with owner.cursor() as cursor, cursor.copy("COPY alerts_identitymark (person_id, kind, index) FROM STDIN") as copy:
        for person_id, n in people:
            parts = [pick(given, n, 1), pick(surnames, n, 7), pick(surnames, n, 31)]
            found = {one for part in parts for one in sounds[part]}
            found |= {marks.of_name(" ".join(parts))[0], marks.mark(marks.A_NUMBER, f"A{n:09}")}
            for kind, index in found:
                copy.write_row((person_id, kind, index))


def pick(names: list[str], n: int, salt: int) -> str:
    """The first of the list are the commonest: rank falls with the square of a number that only looks random."""
    share = (n * 2654435761 * salt % 2**32) / 2**32
    return names[int(share * share * len(names))]


def _table(taken: dict[str, Any]) -> Table:
    table = Table(f"Pages of cases with {CASES:,} cases and {EVENTS:,} events")
    for name, page in taken.items():
        p50, p95, bare = median(page["ms"]), percentile(page["ms"], 0.95), median(page["bare_ms"])
        table.rows.append(
            Row(
                name,
                f"p50 {p50:.0f}, p95 {p95:.0f} ms, {page['queries']} queries",
                f"{bare:.1f} ms",
                f"{p50 / bare:.0f} x; {p95 / LIMIT_MS:.2f} of the limit",
                target=f"p95 < {LIMIT_MS} ms",
                met=p95 < LIMIT_MS,
            )
        )
    table.remarks.append(
        "Server time: from the request to the whole answer, all middleware and templates, in one process, one request at a time. "
        "Limit here: one SELECT of the rows that the page is about, over the same connection."
    )
    return table
