"""Finding a spoken place, and what lies around it: no network, no server error, nothing for outsiders."""

import pytest


@pytest.mark.parametrize(
    ("spoken", "post"),
    [
        ("los angeles", "LAX"),
        ("LA ca", "LAX"),
        ("90012", "LAX"),
        ("este de los angeles", "LAX"),
        ("Houston TX", "HOU"),
        ("77002", "HOU"),
    ],
)
def test_a_spoken_place_is_found_with_its_post(staff, cast, spoken, post):
    found = staff.get(cast.oscar, "places/", q=spoken).json()["items"]

    assert found[0]["consulate_code"] == post
    assert -90 <= found[0]["lat"] <= 90
    assert found[0]["accuracy_m"] > 0
    assert found[0]["label"]


@pytest.mark.parametrize(
    "spoken",
    [
        "",
        " ",
        "\x00",
        "%",
        "_",
        "'",
        "\\",
        "a" * 5_000,
        "zzzzzzzzzz",
        "🏠",
        "\u202e",
        "00000",
        "; DROP TABLE",
        ",,,,",
        "1" * 80,
    ],
)
def test_anything_else_finds_something_or_nothing(staff, cast, spoken):
    answer = staff.get(cast.oscar, "places/", q=spoken)

    assert answer.status_code == 200
    assert isinstance(answer.json()["items"], list)


def test_without_a_question_nothing_is_found(staff, cast):
    assert staff.get(cast.ana, "places/").json() == {"items": []}


@pytest.mark.parametrize("path", ["places/", "places/layers/"])
def test_it_is_for_who_works_on_the_board(staff, client, cast, path):
    for name in ("ana", "carmen", "oscar"):
        assert staff.get(getattr(cast, name), path).status_code == 200
    for name in ("luis", "nadia", "aurelio", "adela"):
        assert staff.get(getattr(cast, name), path).status_code == 403
    assert client.get(f"/api/v1/{path}").status_code == 401


def test_the_layers_are_places_on_earth(staff, cast):
    layers = staff.get(cast.ana, "places/layers/").json()

    assert layers["facilities"]
    assert layers["courts"]
