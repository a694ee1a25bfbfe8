"""The CSV says what the JSON says, and nothing that a spreadsheet would run."""

import csv
import io

import pytest

from cases.reports.exports import harmless


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_a_long_table_with_a_header(world, ask, cast):
    world.alert(waited=10)
    world.alert(kind="call")
    world.case(custody="parole")

    answer = ask(cast.carmen, post="LAX", format="csv")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert answer["Content-Disposition"] == 'attachment; filename="consular-weekly-LAX-2026-10-12-2026-10-18.csv"'
    assert answer.content.startswith(b"post,week,figure,key,value,n\r\n")
    values = {(r["post"], r["week"], r["figure"], r["key"]): (r["value"], r["n"]) for r in rows_of(answer)}
    assert values["LAX", "2026-W42", "alerts", "total"] == ("3", "3")
    assert values["LAX", "2026-W42", "alerts_by_kind", "call"] == ("1", "3")
    assert values["LAX", "all", "time_to_claim", "open"] == ("1", "3")
    assert values["LAX", "all", "time_to_claim", "p50_s"] == ("10.0", "3")
    assert values["LAX", "all", "time_to_claim", "p90_s"] == ("not_reached", "3")
    assert values["LAX", "all", "outcomes_custody", "parole"] == ("1", "1")
    assert values["LAX", "all", "cases", "opened"] == ("1", "1")


def test_every_count_of_the_json_is_in_the_csv(world, ask, cast, second_post):
    world.alerts(3, waited=5)
    world.alert(post="HOU")

    report = ask(cast.carmen, last="2026-10-25").json()
    rows = rows_of(ask(cast.carmen, last="2026-10-25", format="csv"))

    def total(post, week):
        found = [r for r in rows if (r["post"], r["week"], r["figure"], r["key"]) == (post, week, "alerts", "total")]
        (row,) = found
        return int(row["value"])

    for week in report["weeks"]:
        assert total("all", week["week"]) == week["alerts"]["total"]
    for post in report["posts"]:
        assert total(post["post"], "all") == post["totals"]["alerts"]["total"]
    per_row = len({(r["figure"], r["key"]) for r in rows})
    assert len(rows) == per_row * 3 * 3  # two weeks and their sum, for two posts and their sum


def test_what_is_left_out_says_so(world, ask, cast):
    world.alerts(5)

    values = {(r["post"], r["week"], r["figure"], r["key"]): r["value"] for r in rows_of(ask(cast.nadia, format="csv"))}

    assert values["all", "all", "alerts", "total"] == "suppressed"
    assert values["all", "all", "time_to_claim", "p90_s"] == "suppressed"
    assert values["BRO", "all", "alerts", "total"] == "0"


def test_an_empty_report_has_its_zeros(ask, cast):
    rows = rows_of(ask(cast.carmen, post="LAX", format="csv"))

    assert {row["value"] for row in rows} == {"0", ""}
    assert {row["key"] for row in rows if row["value"] == ""} == {"p50_s", "p90_s"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1+1"])
def test_text_stays_text_in_a_spreadsheet(text):
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("cell", ["LAX", "2026-W42", "", 0, -3, 1.5])
def test_plain_text_and_numbers_are_left_alone(cell):
    assert harmless(cell) == cell
