"""Tables about cases: what was opened and closed, how they stand, how long until help came, counsel, custody, children, what was done."""

import numpy as np
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from alerts.models import Alert
from cases import outcomes
from cases.models import ConsularAction
from cases.reports.building import OF_WAITS, SHARE, Builder, N, share, shares, wait_rows
from cases.reports.facts import NOTHING, Selected, spreads
from cases.reports.leaving import Parts
from cases.reports.rollup.blocks import words
from cases.reports.tables import Cell, Column, Kind, Mark, Row, Table
from consular.organisation.models import Facility

COHORT = _(
    "Cases opened in the period, at the post that opened them; without drills, and one for each person and detention."
)
MOVES = {"opened": _("opened"), "taken": _("taken by a lawyer"), "closed": _("closed"), "reopened": _("reopened")}
WAITS = {
    "offered": (
        _("To the first offer to a lawyer"),
        _("From the opening to the first offer. Cases that need no lawyer are not asked."),
    ),
    "accepted": (
        _("To a lawyer's yes"),
        _("From the opening to the first acceptance. Cases that need no lawyer are not asked."),
    ),
    "engaged": (
        _("To an engaged lawyer"),
        _("From the opening to the first engagement. Cases that need no lawyer are not asked."),
    ),
    "interview": (_("To the first interview"), _("From the opening to the first interview or visit that took place.")),
    "closed": (_("To the closing"), _("From the opening to the closing.")),
}


def by_step(builder: Builder) -> Table:
    """What happened to cases in each week or month, whenever they were opened."""
    moves, steps = builder.facts.moves, builder.steps
    keys = [step.key for step in steps]
    parts = {}
    for what in MOVES:
        mask = moves.is_code("what", what)
        flat = np.bincount(
            builder.block_of(moves)[mask] * len(keys) + moves.step[mask], minlength=builder.blocks * len(keys)
        )
        parts[what] = builder.parts(
            [dict(zip(keys, line.tolist(), strict=True)) for line in flat.reshape(builder.blocks, -1)]
        )
    rows = tuple(Row(key, key, tuple(parts[what].show(key) for what in MOVES)) for key in keys)
    total = Row("total", _("Whole period"), tuple(parts[what].show(*keys) for what in MOVES))
    columns = tuple(Column(what, label) for what, label in MOVES.items())
    definition = _(
        "What happened in the period, whenever the case was opened, at the post that had the case then. A case that is opened again "
        "is no longer closed."
    )
    return Table("cases_by_step", _("Cases over time"), definition, _("Period"), columns, rows, total)


def waits(builder: Builder) -> Table:
    return Table(
        "case_waits",
        _("How long until help came"),
        _("As for alerts: what still runs, and what ended without, is longer than all that is over."),
        _("Wait"),
        OF_WAITS,
        wait_rows(builder, builder.facts.cases, WAITS),
        definitions=tuple((name, definition) for name, (_label, definition) in WAITS.items()),
    )


def outcome(builder: Builder, axis: str) -> Table:
    """How the cases stand on one axis, pending ones too."""
    names = [*((one.code, one.label) for one in outcomes.of_axis(axis)), ("pending", _("still pending"))]
    rows, total = shares(builder.by_code(builder.facts.cases, axis), names)
    definition = _("How the cases opened in the period stand today; “still pending” are those without an outcome yet.")
    return Table(f"outcomes_{axis}", outcomes.AXES[axis], definition, _("Outcome"), (N, SHARE), rows, total)


def hearings(builder: Builder) -> Table:
    """Who had counsel at a hearing, beside where the person was."""
    held = builder.facts.hearings
    took_place = held.is_code("state", "held")
    masks = {}
    for place, there in (("detained", held["detained"]), ("at_liberty", ~held["detained"])):
        masks[f"{place}_yes"] = took_place & there & held["represented"]
        masks[f"{place}_no"] = took_place & there & ~held["represented"]
    parts = builder.by_name(held, masks)
    rows = []
    for place, label in (("detained", _("Detained")), ("at_liberty", _("At liberty"))):
        n = parts.show(f"{place}_yes", f"{place}_no")
        rows.append(Row(place, label, (n, parts.show(f"{place}_yes"), share(parts.show(f"{place}_yes"), n))))
    n, yes = parts.show(*masks), parts.show("detained_yes", "at_liberty_yes")
    definition = _(
        "Hearings held in the period at which a lawyer of the network was engaged for the person, by whether the person was held then. "
        "Hearings about fear or asylum are never counted."
    )
    columns = (N, Column("represented", _("with counsel")), SHARE)
    total = Row("total", _("Total"), (n, yes, share(yes, n)))
    return Table(
        "hearings", _("Represented at the hearing"), definition, _("The person was"), columns, tuple(rows), total
    )


def deadlines(builder: Builder) -> Table:
    due = builder.facts.deadlines
    is_open = due.is_code("state", "open")
    masks = {
        "met": due.is_code("state", "met"),
        "missed": due.is_code("state", "missed"),
        "open": is_open & due["has_lawyer"],
        "no_lawyer": is_open & ~due["has_lawyer"],
    }
    names = [("met", _("Met")), ("missed", _("Missed")), ("open", _("Open")), ("no_lawyer", _("Open, with no lawyer"))]
    rows, total = shares(builder.by_name(due, masks), names, all_parts=True)
    definition = _(
        "Deadlines due in the period, without those that were dropped. Those about fear or asylum are never counted."
    )
    return Table("deadlines", _("Deadlines"), definition, _("Deadline"), (N, SHARE), rows, total)


def children(builder: Builder) -> Table:
    """Children left behind: in safe care within four hours."""
    cases = builder.facts.cases
    some = cases["children"] > 0
    number = {name: cases[name].astype(np.int64) for name in ("children", "safe_in_time", "late")}
    block = builder.block_of(cases)
    sums = {
        name: np.bincount(block, weights=column, minlength=builder.blocks).astype(np.int64)
        for name, column in number.items()
    }
    parts = builder.parts(
        [
            {
                "safe": int(sums["safe_in_time"][n]),
                "late": int(sums["late"][n]),
                "running": int(sums["children"][n] - sums["safe_in_time"][n] - sums["late"][n]),
            }
            for n in range(builder.blocks)
        ]
    )
    names = [
        ("safe", _("In safe care in 4 hours")),
        ("late", _("Later, or not yet and overdue")),
        ("running", _("Still inside the 4 hours")),
    ]
    rows, total = shares(parts, names, all_parts=True)
    definition = _(
        "Cases of children left behind, of the cases opened in the period: safe care within 4 hours of when they became known."
    )
    return Table(
        "children", _("Children left behind"), definition, _("Children"), (N, SHARE), rows if some.any() else (), total
    )


def transfers(builder: Builder) -> Table:
    """How often the place of custody changed within one episode."""
    cases = builder.facts.cases
    episodes, moved = cases["episodes"].astype(np.int64), cases["transfers"].astype(np.int64)
    held = builder.by_name(cases, {"held": episodes > 0, "not": episodes == 0})
    n = held.show("held")
    counts = (int(episodes.sum()), int(moved.sum()))
    hidden = n is Mark.LEFT_OUT or (builder.leaves and min(counts) <= 10)
    cells = (n, *((Mark.LEFT_OUT,) * 3 if hidden else (*counts, share(counts[1], counts[0]))))
    columns = (
        Column("n", _("Cases in custody")),
        Column("episodes", _("Episodes")),
        Column("transfers", _("Transfers")),
        Column("ratio", _("Transfers per episode"), Kind.RATIO),
    )
    definition = _(
        "Likely or confirmed places of custody after the first one of an episode, of the cases opened in the period."
    )
    return Table("transfers", _("Transfers"), definition, _("Figure"), columns, (Row("all", _("All"), cells),))


def facilities(builder: Builder) -> Table:
    """By place of custody; small counts are left out for everybody."""
    facts = builder.facts
    strict = Builder(builder.question, builder.posts, leaves=True)
    blocks = builder.blocks
    alerts, cases = facts.alerts, facts.cases
    counted = {}
    for name, found in (("alerts", alerts), ("cases", cases)):
        counts = found.counts_by("facility", builder.block_of(found), blocks)
        counted[name] = Parts(
            [{code: int(n[block]) for code, n in counts.items()} for block in range(blocks)], leaves=True
        )
    codes = sorted((counted["alerts"].names | counted["cases"].names) - {""})
    named = dict(Facility.objects.filter(code__in=codes).values_list("code", "name"))
    engaged = spreads(cases["engaged"], cases["facility"].astype(np.int64), int(cases["facility"].max(initial=0)) + 1)
    rows = []
    for code in sorted(codes, key=lambda one: (-counted["cases"].true(one), -counted["alerts"].true(one), one)):
        n, number = counted["cases"].show(code), words.id_of(code)
        spread = engaged[number] if 0 <= number < len(engaged.n) else NOTHING
        rows.append(
            Row(code, named.get(code, code), (counted["alerts"].show(code), n, strict.seconds(spread, n, "p50")))
        )
    columns = (
        Column("alerts", _("Alerts")),
        Column("cases", _("Cases")),
        Column("engaged_p50", _("to a lawyer, median"), Kind.SECONDS),
    )
    definition = _(
        "The last known place of custody. Counts of 1 to 10 by facility are left out for everybody, with their medians, and so is what "
        "would give one of them away."
    )
    return Table("facilities", _("By facility"), definition, _("Facility"), columns, tuple(rows))


def offers(builder: Builder) -> Table:
    """Who was asked how often, and what came of it; small counts are left out, and it leaves no post."""
    sent = builder.facts.offers
    if builder.leaves:
        return _offers(())
    states = ("accepted", "declined", "expired", "withdrawn", "waiting")
    asked, group = np.unique(sent["lawyer"], return_inverse=True)
    counts = sent.counts_by("state", group, len(asked))
    answers = spreads(sent["answer"], group, len(asked))
    codes = words.codes_of(asked.tolist())
    lawyers = dict(
        zip(
            (codes[number] for number in asked.tolist()), np.bincount(group, minlength=len(asked)).tolist(), strict=True
        )
    )
    by_lawyer, strict, none = (
        Parts([lawyers], leaves=True),
        Builder(builder.question, builder.posts, leaves=True),
        np.zeros(len(asked)),
    )
    found = get_user_model().objects.filter(pk__in=[code.removeprefix("user:") for code in lawyers])
    named = {f"user:{user.pk}": user.display_name() for user in found}
    rows = []
    for place, code in sorted(enumerate(lawyers), key=lambda one: (-lawyers[one[1]], one[1])):
        n = by_lawyer.show(code)
        told = Parts([{state: int(counts.get(state, none)[place]) for state in states}], leaves=True)
        cells = [Mark.LEFT_OUT if n is Mark.LEFT_OUT else told.show(state) for state in states]
        rows.append(Row(code, named.get(code, code), (n, *cells, strict.seconds(answers[place], n, "p50"))))
    return _offers(tuple(rows))


def _offers(rows: tuple[Row, ...]) -> Table:
    columns = (
        Column("n", _("Offers")), Column("accepted", _("accepted")), Column("declined", _("declined")), Column("expired", _("expired")),
        Column("withdrawn", _("withdrawn")), Column("waiting", _("waiting")), Column("p50", _("Median to the answer"), Kind.SECONDS),
    )  # fmt: skip
    definition = _(
        "Offers sent in the period, by lawyer. Counts of 1 to 10 are left out, and so is what would give one of them away; outside of "
        "the post there is no figure by lawyer."
    )
    return Table("offers", _("Fairness of offers"), definition, _("Lawyer"), columns, rows)


def public_counters(builder: Builder) -> Table:
    """What the ministry tells the public."""
    facts = builder.facts
    works, alerts, sweeps = facts.works, facts.alerts, facts.incidents
    counters = {
        "repatriated": (_("Repatriated"), _sum(builder, works, works.is_code("what", "repatriation"))),
        "assisted": (_("People assisted"), _sum(builder, facts.cases, np.ones(len(facts.cases), bool))),
        "visits": (
            _("Visits to detention centres"),
            _sum(builder, works, works.is_code("what", "visit") & works["at_facility"]),
        ),
        "consultations": (_("Consultations"), _sum(builder, alerts, alerts.is_code("kind", Alert.Kind.ORIENTATION))),
        "sweeps": (_("Sweeps"), _sum(builder, sweeps, np.ones(len(sweeps), bool))),
        "detained_in_sweeps": (_("People detained in sweeps"), _sum(builder, sweeps, sweeps["detained"])),
        "deaths": (_("Deaths in custody"), _sum(builder, facts.cases, facts.cases.is_code("custody", "died"))),
        "diplomatic_notes": (
            _("Diplomatic notes"),
            _sum(builder, works, works.is_code("what", ConsularAction.Kind.DIPLOMATIC_NOTE)),
        ),
    }
    rows = tuple(Row(code, label, (cell,)) for code, (label, cell) in counters.items())
    return Table(
        "public_counters",
        _("The ministry's public counters"),
        _(
            "Repatriations, visits to places of custody and diplomatic notes that were done in the period; cases opened in it, one for "
            "each person and detention; alerts that asked for orientation; sweeps of three or more people, and those in them who were "
            "detained; deaths in custody of the cases opened in it."
        ),
        _("Counter"),
        (Column("number", _("Number")),),
        rows,
    )


def _sum(builder: Builder, rows: Selected, numbers: np.ndarray) -> Cell:
    sums = np.bincount(builder.block_of(rows), weights=numbers, minlength=builder.blocks).astype(np.int64)
    return builder.parts([{"all": int(n)} for n in sums]).show("all")
