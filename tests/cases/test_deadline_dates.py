"""Dates computed by hand, with a paper calendar: weekends, federal holidays, leap days, clocks that change."""

import csv
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import deadlines
from cases.deadlines import Days, Rule
from consular.organisation.network_files import REFERENCE

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
CLOSED = Days(
    frozenset(
        date.fromisoformat(day)
        for day in (
            "2026-05-25", "2026-06-19", "2026-07-03", "2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25",
            "2027-01-01", "2027-01-18", "2028-02-21",
        )
    )
)  # fmt: skip


def shipped(code: str) -> list[Rule]:
    with (REFERENCE / "us-mx/deadline_rules.csv").open(newline="") as file:
        return [read(row) for row in csv.DictReader(file) if row["code"] == code]


def read(row: dict[str, str]) -> Rule:
    return Rule(
        row["code"], int(row["version"]), row["anchor"], int(row["amount"]), row["unit"], row["direction"], row["falls"],
        row["applies_to"], frozenset(row["circuits"].split()),
        date.fromisoformat(row["effective_from"]) if row["effective_from"] else date.min,
        date.fromisoformat(row["effective_to"]) if row["effective_to"] else None,
        row["status"],
    )  # fmt: skip


def due(code, event, *, detained=False, circuit="9"):
    moment = datetime.fromisoformat(event).replace(tzinfo=LOS_ANGELES)
    return deadlines.due(shipped(code), event=moment, circuit=circuit, detained=detained, days=CLOSED)


@pytest.mark.parametrize(("code", "event", "day"), [
    ("BIA-MERITS", "2026-04-07", "2026-05-07"),    # a Thursday
    ("BIA-MERITS", "2026-05-01", "2026-06-01"),    # 31 May is a Sunday
    ("BIA-MERITS", "2026-10-27", "2026-11-27"),    # 26 November is Thanksgiving
    ("BIA-MERITS", "2026-12-02", "2027-01-04"),    # New Year's Day is a Friday
    ("BIA-MERITS", "2026-12-04", "2027-01-04"),    # 3 January is a Sunday
    ("BIA-MERITS", "2026-04-25", "2026-05-26"),    # 25 May is Memorial Day
    ("BIA-MERITS", "2028-01-30", "2028-02-29"),    # a leap year
    ("BIA-MERITS", "2028-01-31", "2028-03-01"),
    ("BIA-MERITS", "2027-01-30", "2027-03-01"),    # none
    ("BIA-MERITS", "2026-05-01T23:30", "2026-06-01"),  # already 2 May in London: the court's day counts
    ("BIA-BOND", "2026-06-03", "2026-07-06"),      # 3 July is observed for the 4th, a Saturday
    ("PFR", "2026-08-08", "2026-09-08"),           # 7 September is Labor Day
    ("MTR", "2026-06-05", "2026-09-03"),
    ("MTR", "2026-06-09", "2026-09-08"),
    ("MTRECON", "2026-10-12", "2026-11-12"),       # Veterans Day
    ("ABSENTIA-180", "2026-01-05", "2026-07-06"),  # 4 July is a Saturday
    ("CF-REVIEW", "2026-05-17", "2026-05-24"),     # a Sunday, and it stays one
    ("RF-10", "2026-12-15", "2026-12-25"),         # Christmas, and it stays
    ("ADDR-5", "2026-06-30", "2026-07-06"),        # 5 July is a Sunday
    ("FILE-MASTER", "2026-07-20", "2026-07-06"),   # 15 days before is a Sunday
    ("FILE-MASTER", "2026-07-18", "2026-07-06"),   # 3 July is observed
    ("FILE-MASTER", "2026-08-05", "2026-07-21"),
    ("FILE-INDIV", "2028-03-30", "2028-02-29"),
    ("FILE-INDIV", "2026-12-11", "2026-11-12"),    # 11 November is Veterans Day
    ("REMOVAL-90", "2026-08-02", "2026-10-31"),    # a Saturday, and it stays one
    ("ASY-1Y", "2025-05-30", "2026-06-01"),        # 30 May is a Saturday
    ("ASY-1Y", "2028-02-29", "2029-02-28"),
])  # fmt: skip
def test_the_date_is_the_one_on_paper(code, event, day):
    assert due(code, event).day == date.fromisoformat(day)


@pytest.mark.parametrize(("code", "event", "at"), [
    ("UAC-MX-48", "2026-03-07T20:00", "2026-03-09T21:00-07:00"),  # the clock goes forward on the 8th
    ("UAC-MX-48", "2026-10-31T20:00", "2026-11-02T19:00-08:00"),  # and back on 1 November
    ("UAC-72", "2026-06-01T03:12", "2026-06-04T03:12-07:00"),
])  # fmt: skip
def test_hours_are_hours_when_the_clock_changes(code, event, at):
    assert due(code, event, detained=True).chosen.at == datetime.fromisoformat(at)


def test_for_who_is_detained_the_court_sets_the_date():
    found = due("FILE-MASTER", "2026-08-05", detained=True)

    assert (found.day, found.flags) == (None, frozenset())


def test_where_custody_is_not_known_the_date_counts_and_says_so():
    found = due("FILE-MASTER", "2026-08-05", detained=None)

    assert (found.day, found.flags) == (date(2026, 7, 21), {deadlines.NO_CUSTODY})


def test_the_ten_days_that_a_court_struck_down_count_for_nobody():
    assert due("BIA-MERITS", "2026-04-07").others == ()


def rule(version, amount, **more):
    return Rule("X", version, "order", amount, **more)


def ask(*rules, circuit="9", detained=True, event=datetime(2026, 4, 7, tzinfo=UTC)):
    return deadlines.due(rules, event=event, circuit=circuit, detained=detained, days=CLOSED)


def test_an_unknown_circuit_takes_the_earlier_date_and_says_so():
    ninth, others = rule(1, 60, circuits=frozenset({"9"})), rule(1, 30, circuits=frozenset({"2", "5"}))

    assert ask(ninth, others).day == date(2026, 6, 8)  # 6 June is a Saturday
    assert ask(ninth, others, circuit="5").day == date(2026, 5, 7)
    unknown = ask(ninth, others, circuit=None)
    assert (unknown.day, unknown.flags) == (date(2026, 5, 7), {deadlines.NO_CIRCUIT})
    assert [one.day for one in unknown.others] == [date(2026, 6, 8)]
    assert ask(ninth, others, circuit="11") is None


def test_a_contested_version_stands_beside_the_one_in_force():
    found = ask(rule(1, 30), rule(2, 10, status="contested"))

    assert (found.day, found.flags) == (date(2026, 4, 17), {deadlines.IS_CONTESTED})
    assert [one.day for one in found.others] == [date(2026, 5, 7)]


@pytest.mark.parametrize("status", ["stayed", "vacated"])
def test_what_is_stayed_or_vacated_does_not_count(status):
    assert ask(rule(1, 30), rule(2, 10, status=status)).day == date(2026, 5, 7)


def test_a_rule_counts_for_events_while_it_is_in_effect_and_the_newest_first():
    old, new = rule(1, 30, effective_to=date(2026, 6, 30)), rule(2, 10, effective_from=date(2026, 4, 7))

    assert ask(old, new, event=datetime(2026, 4, 6, tzinfo=UTC)).day == date(2026, 5, 6)
    assert ask(old, new).day == date(2026, 4, 17)
    assert ask(old, event=datetime(2026, 7, 1, tzinfo=UTC)) is None


def test_business_days_leave_out_weekends_and_holidays():
    assert ask(rule(1, 3, unit="business"), event=datetime(2026, 11, 24, tzinfo=UTC)).day == date(2026, 11, 30)
    assert ask(rule(1, 3, unit="business", direction="before"), event=datetime(2026, 11, 30, tzinfo=UTC)).day == date(
        2026, 11, 24
    )


@given(
    event=st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31)),
    amount=st.integers(0, 400),
    circuit=st.sampled_from(["2", "5", "9", None]),
    detained=st.sampled_from([True, False, None]),
)
def test_less_knowledge_never_makes_a_date_later(event, amount, circuit, detained):
    rules = [
        rule(1, amount, circuits=frozenset({"9"})),
        rule(1, 30),
        rule(2, 20, status="contested", applies_to="detained"),
    ]
    moment = event.replace(tzinfo=UTC)
    known, unknown = (
        ask(*rules, circuit=circuit, detained=detained, event=moment),
        ask(*rules, circuit=None, detained=None, event=moment),
    )

    assert unknown.day <= known.day
    assert CLOSED.is_business(known.day)
