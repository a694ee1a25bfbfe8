"""Reports over a million alerts, 300,000 cases and five million events: each page, and one figure beside SQL and the rows of the ORM."""

import time
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import desk
from benchmarks.stage import Stage
from benchmarks.tables import Row, Table, median, percentile

ALERTS, CASES, EVENTS = 1_000_000, 300_000, 1_000_000  # the alerts have four events each
TIMES, TIMES_LONG = 20, 100
LIMIT_MS = 150
SQL_TIMES, ORM_TIMES = 20, 200
SEED = (Path(__file__).parent / "reports.sql").read_text()
TABLES = (*desk.TABLES, "alerts_alert", "cases_casealert", "cases_consularaction", "reports_block", "reports_filed")


def measure(stage: Stage, long: bool) -> Table:
    stage.empty()
    stage.say(f"writing {ALERTS:,} alerts and {CASES:,} cases with their events …")
    began = time.monotonic()
    many = {"alerts": ALERTS, "cases": CASES, "events": EVENTS, "lawyers": desk.LAWYERS, "officers": desk.OFFICERS}
    with psycopg.connect(stage.owner_url, cursor_factory=psycopg.ClientCursor, autocommit=True) as owner:
        for statement in (desk.SEED + ";\n" + SEED).split(";\n"):
            owner.execute(statement, many)
        for table in TABLES[:-2]:
            owner.execute(f"VACUUM ANALYZE {table}")
    written = time.monotonic() - began
    counts = {table: stage.count(table) for table in ("alerts_alert", "cases_case", "events_event")}
    stage.say(f"written in {written:.0f} s; making the roll-ups of {counts} …")
    began = time.monotonic()
    stage.manage("rebuild_rollups")
    rolled = time.monotonic() - began
    with psycopg.connect(stage.owner_url, autocommit=True) as owner:
        for table in TABLES[-2:]:
            owner.execute(f"VACUUM ANALYZE {table}")
    stage.say(f"made in {rolled:.0f} s; measuring …")
    taken = stage.client("reports", times=TIMES_LONG if long else TIMES)
    stage.empty()
    return _table(taken, counts, written, rolled)


def _table(taken: dict[str, Any], counts: dict[str, int], written: float, rolled: float) -> Table:
    table = Table(
        f"Reports over {counts['alerts_alert']:,} alerts, {counts['cases_case']:,} cases and {counts['events_event']:,} events"
    )
    for (weeks, roads), cold in zip(taken["roads"].items(), taken["cold_ms"], strict=True):
        ours, sql, orm = (median(roads[road]) for road in ("rollups", "sql", "orm"))
        table.rows.append(
            Row(
                f"the weekly figures of all posts, {weeks} weeks",
                f"p50 {ours:.1f} ms; first time in a process {cold:.0f} ms",
                f"SQL {sql:,.0f}, ORM rows {orm:,.0f} ms",
                f"{sql / ours:.0f} x SQL, {orm / ours:.0f} x ORM rows",
                target=f"{SQL_TIMES} x SQL, {ORM_TIMES} x ORM rows, equal",
                met=sql / ours >= SQL_TIMES and orm / ours >= ORM_TIMES and taken["equal"],
            )
        )
    for name, page in taken["pages"].items():
        p50, p95 = median(page["ms"]), percentile(page["ms"], 0.95)
        measured = f"p50 {p50:.0f}, p95 {p95:.0f} ms, {page['queries']} queries"
        table.rows.append(
            Row(
                name,
                measured,
                "",
                f"{p95 / LIMIT_MS:.2f} of the limit",
                target=f"p95 < {LIMIT_MS} ms",
                met=p95 < LIMIT_MS,
            )
        )
    table.remarks.append(
        f"Equal to the last digit by all three roads: {'yes' if taken['equal'] else 'NO'}. By ORM rows, the waits for a claim alone."
    )
    table.remarks.append(f"The data were written in {written:.0f} s, the roll-ups made from nothing in {rolled:.0f} s.")
    table.remarks.append(
        "Server time: from the request to the whole answer, all middleware and templates, in one process, one request at a time."
    )
    return table
