"""The asylum wall: words that belong to the lawyer are asked about wherever they are typed, and nothing typed is lost."""

import pytest

from cases import asylum_wall
from cases.models import Case, Note, Outcome
from consular.events.models import Event

TOLD = "She has credible fear of returning."


@pytest.mark.parametrize(
    "text",
    [
        "Client fears return", "CREDIBLE FEAR interview", "well-founded  fear", "asylum", "Asylee", "persecuted by police", "torture",
        "U visa", "U-visa", "U/T visa", "U or T visas", "T-visa", "VAWA", "I-589 filed", "form I589 / I-589", "death threats", "the cartel",
        "withholding of removal", "Convention Against Torture", "can't return", "tiene miedo", "Miedo creíble", "temor fundado",
        "pidió asilo",
        "ASILADA", "persecución", "perseguido", "visa U", "Visa-T", "amenazas de muerte", "trata de personas", "violencia doméstica",
        "no puede regresar", "suspensión de remoción", "la tortur\u00f3", "asy\u200blum", "ａｓｙｌｕｍ", "opinión política",
        "teme por su vida", "uvisa", "form i589",
    ],
)  # fmt: skip
def test_what_belongs_to_the_lawyer_is_found(text):
    assert asylum_wall.found_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "Bond hearing on Monday at 8.", "Se trata de su hermana.", "Visit on Tuesday; visa of tourist expired", "The taxi is late",
        "Tuvo audiencia de fianza", "Su temporada de trabajo", "Marañón, calle 5", "gangway", "refugio para la noche", "U.S. visa",
        "Documento de identidad", "visa turística", "Temozón, Yucatán", "Asilomar conference center", "asilo1",
    ],
)  # fmt: skip
def test_other_words_are_left_alone(text):
    assert asylum_wall.found_in(text) == []


def note(stage, user, code, **body):
    return stage.do(user, code, "notes", {"text": TOLD} | body)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_post_is_told_that_it_is_the_lawyers_and_may_state_that_it_is_general(stage, cast, level):
    code = stage.taken(cast.luis)
    refused = note(stage, cast.ana, code, level=level)
    assert (refused.status_code, refused.json()["code"]) == (400, "words_of_the_lawyer")
    assert (refused.json()["words"], refused.json()["may_move"]) == (["credible fear"], False)
    assert "lawyer" in refused.json()["fields"]["text"][0]
    assert note(stage, cast.ana, code, level=level, wall="move").status_code == 403
    assert Note.objects.count() == 0
    assert note(stage, cast.ana, code, level=level, wall="keep").status_code == 200
    assert (Note.objects.get().level, Event.objects.get(kind="case.noted").payload["stated_general"]) == (level, True)


def test_the_lawyer_moves_it_inside_the_privilege_and_the_post_cannot_tell(stage, cast):
    code = stage.taken(cast.luis)
    before = stage.get(cast.ana, f"cases/{code}/").json(), stage.get(cast.ana, f"cases/{code}/timeline/").json()
    refused = note(stage, cast.luis, code, level=3)
    assert (refused.status_code, refused.json()["may_move"]) == (400, True)
    assert note(stage, cast.luis, code, level=1, wall="move").status_code == 200
    assert Note.objects.get().level == 5
    assert (
        stage.get(cast.ana, f"cases/{code}/").json(),
        stage.get(cast.ana, f"cases/{code}/timeline/").json(),
    ) == before
    assert "stated_general" not in Event.objects.get(kind="matter.noted").payload


@pytest.mark.parametrize("level", [4, 5])
def test_inside_the_privilege_nothing_is_asked(stage, cast, level):
    code = stage.taken(cast.luis)
    assert note(stage, cast.luis, code, level=level).status_code == 200


def outcome(stage, user, code, code_of_outcome="terminated", **body):
    return stage.do(user, code, "outcome", {"axis": "proceeding", "code": code_of_outcome, "note": TOLD} | body)


def test_explanations_of_outcomes_are_asked_about_too(stage, cast):
    code = stage.taken(cast.luis)
    assert outcome(stage, cast.luis, code).json()["code"] == "words_of_the_lawyer"
    assert Outcome.objects.count() == 0
    assert outcome(stage, cast.luis, code, wall="move").status_code == 200
    assert (Outcome.objects.get().note, Note.objects.get().level) == ("", 5)
    assert outcome(stage, cast.luis, code, wall="keep").status_code == 200
    assert Outcome.objects.get(superseded_at=None).note == TOLD
    told = stage.do(cast.ana, code, "outcome", {"axis": "custody", "code": "bond_judge", "note": TOLD})
    assert (told.status_code, told.json()["may_move"]) == (400, False)


def test_the_note_of_a_new_case_is_asked_about_before_anything_is_opened(stage, cast):
    alert = stage.claimed(cast.ana)
    refused = stage.post(cast.ana, f"alerts/{alert}/open-case/", {"note": TOLD})
    assert (refused.status_code, refused.json()["code"], Case.objects.count()) == (400, "words_of_the_lawyer", 0)
    assert stage.post(cast.ana, f"alerts/{alert}/open-case/", {"note": TOLD, "wall": "keep"}).status_code == 201


def send(stage, user, code, verb, form):
    return stage.client(user).post(f"/cases/{code}/{verb}/", form)


def test_the_page_asks_and_keeps_what_was_typed(stage, cast):
    code = stage.taken(cast.luis)
    form = {"text": TOLD, "level": "2"}
    asked = send(stage, cast.ana, code, "notes", form)
    html = asked.content.decode()
    assert asked.status_code == 422 and TOLD in html
    assert 'name="wall" value="keep"' in html and 'value="move"' not in html
    assert send(stage, cast.ana, code, "notes", form | {"wall": "move"}).status_code == 422
    assert send(stage, cast.ana, code, "notes", form | {"wall": "keep"}).status_code == 302
    asked = send(stage, cast.luis, code, "notes", form)
    assert asked.status_code == 422 and 'name="wall" value="move"' in asked.content.decode()
    assert send(stage, cast.luis, code, "notes", form | {"wall": "move"}).status_code == 302
    assert sorted(Note.objects.values_list("level", flat=True)) == [2, 5]


def test_an_outcome_that_needs_an_explanation_is_not_left_without_one(stage, cast):
    code = stage.taken(cast.luis)
    form = {"outcome": "service:not_provided", "note": TOLD}
    asked = send(stage, cast.luis, code, "outcome", form)
    assert asked.status_code == 422 and TOLD in asked.content.decode() and 'value="move"' in asked.content.decode()
    assert send(stage, cast.luis, code, "outcome", form | {"wall": "move"}).status_code == 422
    assert (Outcome.objects.count(), Note.objects.count()) == (0, 0)
    assert send(stage, cast.luis, code, "outcome", form | {"wall": "keep"}).status_code == 302


def test_strangers_are_told_nothing_of_the_wall(stage, cast):
    code = stage.taken(cast.luis)
    for stranger in (cast.lucia, cast.hector, cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert note(stage, stranger, code, level=2).status_code == 404
