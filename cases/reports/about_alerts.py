"""Tables about alerts: how many, from whom, how long they waited, how they ended, how far they came."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from alerts.models import Alert, Source
from cases import languages
from cases.reports.building import OF_WAITS, P90, SHARE, Builder, N, share, shares, spread_of, wait_rows
from cases.reports.facts import spreads, within
from cases.reports.leaving import Grid
from cases.reports.rollup.blocks import words
from cases.reports.rollup.streams import NOT_ASKED
from cases.reports.tables import Cell, Column, Kind, Row, Table

CHANNELS = {"device": _("own telephone"), **dict(Source.Kind.choices)}
KINDS = dict(Alert.Kind.choices)
ENDINGS = {**dict(Alert.Disposition.choices), "open": _("open")}
WAITS = {
    "board": (
        _("To the boards"),
        _("From the receipt to when the server told the boards. Alerts from before that was noted are not asked."),
    ),
    "claim": (_("To the claim"), _("From the receipt to the first claim by an officer.")),
    "tried": (
        _("To the first try at contact"),
        _("From the receipt to the first try at contact, whether somebody was reached or not."),
    ),
    "contact": (
        _("To the first contact"),
        _("From the receipt to the first contact with the person or whoever called."),
    ),
    "located": (
        _("To where the person is"),
        _(
            "From the receipt to when it was known where the person is, by the alert or by its case. False alarms, confirmed "
            "cancellations and orientation are not asked; an alert that ended without contact, and without a case that still runs, "
            "ended without."
        ),
    ),
    "handled": (_("To the end of the alert"), _("From the receipt to when the alert was handled.")),
}
# Seconds, and the share that must be inside. NENA-STA-020.1 for emergency calls; the others are steps of the clock for locating.
TARGETS = {
    "claim_15s": (
        "claim",
        15,
        0.90,
        _("Claimed in 15 seconds"),
        _("The emergency-call standard NENA-STA-020.1 asks for 90 %."),
    ),
    "claim_20s": (
        "claim",
        20,
        0.95,
        _("Claimed in 20 seconds"),
        _("The emergency-call standard NENA-STA-020.1 asks for 95 %."),
    ),
    "located_1h": ("located", 3_600, None, _("Located in 1 hour"), _("The first step of the clock for locating.")),
    "located_24h": ("located", 86_400, None, _("Located in 24 hours"), _("The second step of the clock for locating.")),
    "located_72h": ("located", 259_200, None, _("Located in 72 hours"), _("The last step of the clock for locating.")),
}
BINS = (
    ("15s", 15, _("up to 15 s")), ("20s", 20, _("15 to 20 s")), ("1m", 60, _("20 s to 1 min")), ("2m", 120, _("1 to 2 min")),
    ("5m", 300, _("2 to 5 min")), ("15m", 900, _("5 to 15 min")), ("1h", 3_600, _("15 min to 1 h")), ("more", None, _("more than 1 h")),
)  # fmt: skip
RUNNING, NEVER = _("still running"), _("ended without")
FUNNEL = {
    "pressed": _("Received"),
    "claimed": _("Claimed"),
    "located": _("Located"),
    "lawyer": _("Lawyer engaged"),
    "heard": _("Hearing with counsel"),
    "ended": _("Outcome known"),
}
COHORT = _("Alerts received in the period, at the post that they reached first; without drills and merged duplicates.")


def by_step(builder: Builder) -> Table:
    """Trend: how many, and how long until the claim and until the person was found."""
    alerts, steps = builder.facts.alerts, builder.steps
    totals = builder.by_number(alerts, alerts.step, [step.key for step in steps])
    waits = {name: spreads(alerts[name], alerts.step, len(steps)) for name in ("claim", "contact", "located")}
    rows = []
    for number, step in enumerate(steps):
        n = totals.show(step.key)
        cells: list[Cell] = [n]
        for spread in (found[number] for found in waits.values()):
            cells += [builder.seconds(spread, n, "p50"), builder.seconds(spread, n, "p90")]
        rows.append(Row(step.key, step.key, tuple(cells)))
    n = totals.show(*(step.key for step in steps))
    whole = [spread_of(alerts[name]) for name in waits]
    cells = [n, *(builder.seconds(spread, n, which) for spread in whole for which in ("p50", "p90"))]
    columns = [N]
    for name, label in (("claim", _("to the claim")), ("contact", _("to contact")), ("located", _("until located"))):
        columns += [Column(f"{name}_p50", label, Kind.SECONDS), Column(f"{name}_p90", _("90 %"), Kind.SECONDS)]
    return Table(
        "alerts_by_step",
        _("Alerts over time"),
        COHORT,
        _("Period"),
        tuple(columns),
        tuple(rows),
        Row("total", _("Whole period"), tuple(cells)),
    )


def kinds_by_step(builder: Builder) -> Table:
    """The kinds of each week or month. Outside of a post, the whole period alone: weeks and kinds are tables of their own there."""
    alerts, steps = builder.facts.alerts, builder.steps
    columns = tuple(Column(code, label) for code, label in KINDS.items())
    total = builder.by_code(alerts, "kind")
    whole = Row("total", _("Whole period"), tuple(total.show(code) for code in KINDS))
    if builder.leaves:
        return Table("kinds_by_step", _("By kind"), COHORT, _("Period"), columns, (whole,))
    counts = alerts.counts_by("kind", alerts.step, len(steps))
    none = np.zeros(len(steps), np.int64)
    rows = tuple(
        Row(step.key, step.key, tuple(int(counts.get(code, none)[number]) for code in KINDS))
        for number, step in enumerate(steps)
    )
    return Table("kinds_by_step", _("Kinds over time"), COHORT, _("Period"), columns, rows, whole)


def waits(builder: Builder) -> Table:
    """Every wait of an alert: half and nine of ten, of how many, how many still run, how many ended without."""
    return Table(
        "waits",
        _("How long it took"),
        _(
            "Around the clock. Half, and nine of ten, took no longer than this (percentile_cont over all that were asked). What still "
            "runs, and what ended without, is longer than all that is over: where the rank falls among those, the figure is not reached."
        ),
        _("Wait"),
        OF_WAITS,
        wait_rows(builder, builder.facts.alerts, WAITS),
        definitions=tuple((name, definition) for name, (_label, definition) in WAITS.items()),
    )


def targets(builder: Builder) -> Table:
    """What was inside of a target; what still runs is not inside yet."""
    alerts = builder.facts.alerts
    rows = []
    for code, (name, seconds, goal, label, _definition) in TARGETS.items():
        inside = within(alerts[name], seconds)
        asked = alerts[name] != NOT_ASKED
        parts = builder.by_name(alerts, {"inside": inside, "outside": asked & ~inside, "not_asked": ~asked})
        n = parts.show("inside", "outside")
        rows.append(Row(code, label, (n, parts.show("inside"), share(parts.show("inside"), n), goal)))
    return Table(
        "targets",
        _("Inside the targets"),
        _(
            "The part of all that were asked for which the wait ended inside of the target. What still runs counts as outside."
        ),
        _("Target"),
        (N, Column("inside", _("inside")), SHARE, Column("goal", _("to be reached"), Kind.SHARE)),
        tuple(rows),
        definitions=tuple((code, definition) for code, (*_rest, definition) in TARGETS.items()),
    )


def claim_bins(builder: Builder) -> Table:
    """How the waits for a claim are spread."""
    alerts = builder.facts.alerts
    claim, masks, low = alerts["claim"], {}, -1.0
    for code, seconds, _label in BINS:
        high = np.inf if seconds is None else seconds * 1e6
        masks[code] = (claim > low) & (claim <= high) & (claim >= 0)
        low = high
    masks |= {"running": claim == -1, "never": claim == -2}
    names = [*((code, label) for code, _seconds, label in BINS), ("running", RUNNING), ("never", NEVER)]
    rows, total = shares(builder.by_name(alerts, masks), names, all_parts=True)
    return Table(
        "claim_bins",
        _("Time to claim"),
        _(
            "How many alerts were claimed in which time after their receipt; those that nobody has claimed are at the end."
        ),
        _("Time"),
        (N, SHARE),
        rows,
        total,
    )


def by_channel(builder: Builder) -> Table:
    return _by_code(builder, "channel", CHANNELS, Table("channels", _("By channel"), COHORT, _("Channel"), (), ()))


def by_language(builder: Builder) -> Table:
    return _by_code(
        builder, "language", languages.NAMES, Table("languages", _("By language"), COHORT, _("Language"), (), ())
    )


def _by_code(builder: Builder, column: str, names: Mapping[str, Any], table: Table) -> Table:
    """How many, and how long until the claim, by a code of the alert."""
    alerts = builder.facts.alerts
    parts = builder.by_code(alerts, column)
    total = parts.show(*parts.names)
    waits = spreads(alerts["claim"], alerts[column].astype(np.int64), int(alerts[column].max(initial=0)) + 1)
    rows = []
    for code in sorted(parts.names, key=lambda one: (-parts.true(one), one)):
        n, spread = parts.show(code), waits[words.id_of(code)]
        cells = (n, share(n, total), builder.seconds(spread, n, "p50"), builder.seconds(spread, n, "p90"))
        rows.append(Row(code or "none", names.get(code, code) or _("not known"), cells))
    whole = spread_of(alerts["claim"])
    last = (total, None, builder.seconds(whole, total, "p50"), builder.seconds(whole, total, "p90"))
    columns = (N, SHARE, Column("p50", _("Median to claim"), Kind.SECONDS), P90)
    return replace(table, columns=columns, rows=tuple(rows), total=Row("total", _("Total"), last))


def endings(builder: Builder) -> Table:
    rows, total = shares(builder.by_code(builder.facts.alerts, "ending"), ENDINGS.items(), all_parts=True)
    return Table(
        "endings",
        _("How alerts ended"),
        _("How the alerts received in the period have ended so far; “open” are those that have not been handled yet."),
        _("Ending"),
        (N, SHARE),
        rows,
        total,
    )


def rates(builder: Builder) -> Table:
    """Repetitions and false alarms."""
    alerts = builder.facts.alerts
    is_open, false = alerts.is_code("ending", "open"), alerts.is_code("ending", "false_alarm", "cancelled_confirmed")
    ended = builder.by_name(alerts, {"false": false, "true": ~false & ~is_open, "open": is_open})
    again = builder.by_name(alerts, {"again": alerts["again"], "first": ~alerts["again"]})
    n, of = ended.show("false", "true"), again.show("again", "first")
    rows = (
        Row("false_alarm", _("False alarms"), (n, ended.show("false"), share(ended.show("false"), n))),
        Row("repeat", _("Repeated alerts"), (of, again.show("again"), share(again.show("again"), of))),
    )
    return Table(
        "rates",
        _("False and repeated alerts"),
        COHORT,
        _("Figure"),
        (N, Column("number", _("Number")), SHARE),
        rows,
        definitions=(
            (
                "false_alarm",
                _(
                    "False alarms and confirmed cancellations among the alerts that have ended. No contact is not false."
                ),
            ),
            ("repeat", _("Alerts of a person from whom another one was received in the 30 days before.")),
        ),
    )


def funnel(builder: Builder) -> Table:
    """How far alerts came: each step among those that came through the one before."""
    alerts = builder.facts.alerts
    reached = [np.ones(len(alerts), bool)]
    for mask in (alerts["claim"] >= 0, alerts["located"] >= 0, alerts["counsel"], alerts["heard"], alerts["ended"]):
        reached.append(reached[-1] & mask)
    names = list(FUNNEL)
    stopped = {
        name: here & ~there for name, here, there in zip(names, reached, [*reached[1:], ~reached[0]], strict=True)
    }
    parts = builder.by_name(alerts, stopped)
    total = parts.show(*names)
    rows = []
    for number, (code, label) in enumerate(FUNNEL.items()):
        n = parts.show(*names[number:])
        rows.append(Row(code, label, (n, share(n, total))))
    return Table(
        "funnel",
        _("From the press to the outcome"),
        _(
            "Of the alerts received in the period, those that were claimed; of these, those where it is known where the person is; of "
            "these, those whose case has had a lawyer; a hearing with counsel; an outcome of custody. Each step counts those that came "
            "through all before it. Hearings about fear or asylum are never counted."
        ),
        _("Step"),
        (N, SHARE),
        tuple(rows),
    )


def by_post(builder: Builder) -> Table:
    """Alerts, waits, and cases of each post."""
    facts, posts = builder.facts, builder.posts
    alerts, moves = facts.alerts, facts.moves
    places, codes = facts.post_index(alerts), {post.pk: post.code for post in posts}
    of = [codes[pk] for pk in facts.posts]
    is_open = alerts.is_code("ending", "open")
    flat = np.bincount(
        (builder.block_of(alerts) * len(of) + places) * 2 + is_open, minlength=builder.blocks * len(of) * 2
    ).reshape(builder.blocks, len(of), 2)
    grid = Grid(
        [
            {
                post: dict(zip(("over", "open"), pair, strict=True))
                for post, pair in zip(of, table.tolist(), strict=True)
            }
            for table in flat
        ],
        leaves=builder.leaves,
    )
    waits = {name: spreads(alerts[name], places, len(of)) for name in ("claim", "located")}
    place_of = {code: place for place, code in enumerate(of)}
    named = {}
    for what in ("opened", "taken", "closed", "reopened"):
        mask = moves.is_code("what", what)
        moved = np.bincount(
            builder.block_of(moves)[mask] * len(of) + facts.post_index(moves)[mask], minlength=builder.blocks * len(of)
        ).reshape(builder.blocks, len(of))
        named[what] = builder.parts([dict(zip(of, line.tolist(), strict=True)) for line in moved])
    rows = []
    for post in posts:
        n = grid.rows.show(post.code)
        seconds = [
            builder.seconds(waits[name][place_of[post.code]], n, which) for name in waits for which in ("p50", "p90")
        ]
        counted = [parts.show(post.code) for parts in named.values()]
        rows.append(Row(post.code, f"{post.code} · {post.city}", (n, *seconds, grid.show(post.code, "open"), *counted)))
    columns = (
        Column("n", _("Alerts")),
        Column("claim_p50", _("to the claim"), Kind.SECONDS), Column("claim_p90", _("90 %"), Kind.SECONDS),
        Column("located_p50", _("until located"), Kind.SECONDS), Column("located_p90", _("90 %"), Kind.SECONDS),
        Column("open", _("still open")), Column("opened", _("Cases opened")), Column("taken", _("taken")),
        Column("closed", _("closed")), Column("reopened", _("reopened")),
    )  # fmt: skip
    return Table("by_post", _("By post"), COHORT, _("Post"), columns, tuple(rows))
