"""What operators type for what callers say, and what they must find."""

import pytest

from consular.organisation.gazetteer import find_place, plain

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "said, label, consulate",
    [
        ("los angeles", "Los Angeles, CA", "LAX"),
        ("LA ca", "Los Angeles, CA", "LAX"),
        ("Los Ángeles", "Los Angeles, CA", "LAX"),
        ("este de los angeles", "East Los Angeles, CA", "LAX"),
        ("los angelos", "Los Angeles, CA", "LAX"),
        ("los ang", "Los Angeles, CA", "LAX"),
        ("90012", "90012 · Los Angeles, CA", "LAX"),
        ("zip 90012-1234", "90012 · Los Angeles, CA", "LAX"),
        ("nueve cero cero uno dos", "90012 · Los Angeles, CA", "LAX"),
        ("Nueva York", "New York City, NY", "NYC"),
        ("new york new york", "New York City, NY", "NYC"),
        ("Filadelfia", "Philadelphia, PA", "PHL"),
        ("filadelpia", "Philadelphia, PA", "PHL"),
        ("san antonio texas", "San Antonio, TX", "SAT"),
        ("San Luis, Misuri", "St. Louis, MO", "KCM"),
        ("Saint Louis", "St. Louis, MO", "KCM"),
        ("nuevo brunswick nueva jersey", "New Brunswick, NJ", "NBR"),
        ("las cruses nuevo mexico", "Las Cruces, NM", "ELP"),
        ("en la ciudad de bakersfild", "Bakersfield, CA", "FRE"),
        ("hueston", "Houston, TX", "HOU"),
        ("portland maine", "Portland, ME", "BOS"),
        ("portland", "Portland, OR", "PDX"),
        ("oklahoma", "Oklahoma City, OK", "OKC"),
        ("washington dc", "Washington, DC", "WAS"),
    ],
)
def test_the_first_answer_is_the_place_meant(network, said, label, consulate):
    first = find_place(said)[0]
    assert (first["label"], first["consulate_code"]) == (label, consulate)


@pytest.mark.parametrize("said", ["condado de kern", "kern county", "Kern County California"])
def test_a_county_is_found_as_a_county(network, said):
    first = find_place(said)[0]
    assert (first["kind"], first["consulate_code"]) == ("county", "FRE")
    assert first["accuracy_m"] > 50_000


def test_bigger_towns_of_the_same_name_come_first(network):
    labels = [found["label"] for found in find_place("springfield")]
    assert labels[:3] == ["Springfield, MO", "Springfield, MA", "Springfield, IL"]


def test_the_start_of_a_zip_finds_its_most_peopled_codes(network):
    found = find_place("900")
    assert len(found) == 8
    assert all(row["label"].startswith("900") for row in found)


@pytest.mark.parametrize("said", ["", "   ", "!!!", "'; drop table", "%", "|", "00000", "x" * 5000, "\x00"])
def test_nonsense_finds_nothing_or_little_and_never_fails(network, said):
    assert len(find_place(said)) <= 8


def test_the_limit_holds(network):
    assert len(find_place("san", limit=3)) == 3


def test_an_answer_takes_at_most_a_few_queries(network, django_assert_max_num_queries):
    for said in ("los angeles", "bakersfild", "kern county", "90012"):
        with django_assert_max_num_queries(6):
            find_place(said)


def test_names_are_kept_in_plain_letters():
    assert plain("  Cañón  City—Saint-Denis, O'Fallon ") == "canon city st denis ofallon"
