"""The case pages: the same rules as the API, in a browser without scripts."""

import pytest
from django.contrib.messages import get_messages

from cases.models import LegalMatter, Note
from consular.privacy.models import AccessRecord

FINE = 302


def page(stage, user, code, expected=200):
    response = stage.client(user).get(f"/cases/{code}/")
    assert response.status_code == expected
    return response.content.decode()


def send(stage, user, code, verb, data=None):
    return stage.client(user).post(f"/cases/{code}/{verb}/", data or {})


def test_the_whole_way_by_forms(stage, cast):
    code = stage.opened(cast.ana)
    assert send(stage, cast.ana, code, "assign", {"lawyer": cast.luis.pk}).status_code == FINE
    assert send(stage, cast.luis, code, "accept", {"conflict_certified": "on"}).status_code == FINE
    for outcome in ("custody:bond_judge", "proceeding:terminated", "service:extended"):
        assert send(stage, cast.luis, code, "outcome", {"outcome": outcome, "note": ""}).status_code == FINE
    assert send(stage, cast.luis, code, "notes", {"text": "Bond was paid.", "level": "4"}).status_code == FINE
    assert send(stage, cast.ana, code, "request-close").status_code == FINE
    assert send(stage, cast.carmen, code, "close").status_code == FINE
    assert "Closed by Carmen Duarte." in page(stage, cast.ana, code)


@pytest.mark.parametrize("step", ["opened", "offered", "taken", "reported", "asked_to_close", "closed"])
def test_the_page_shows_the_buttons_that_the_card_allows(stage, cast, step):
    code = getattr(stage, step)()
    for user in (cast.ana, cast.carmen, cast.luis):
        answer = stage.get(user, f"cases/{code}/")
        if answer.status_code == 404:
            assert page(stage, user, code, 404)
            continue
        html = page(stage, user, code)
        for verb in ("assign", "accept", "decline", "notes", "outcome", "request-close", "close"):
            assert (f'action="/cases/{code}/{verb}/"' in html) == (verb in answer.json()["allowed"]), (user, verb)


def test_strangers_are_refused(stage, cast):
    code = stage.taken()
    for user in (cast.hector, cast.helena, cast.lucia):
        assert page(stage, user, code, 404)
        assert send(stage, user, code, "notes", {"text": "x", "level": "1"}).status_code == 404
        assert send(stage, user, code, "person", {"purpose": "contact"}).status_code == 404
    for user in (cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        for path in ("/cases/", f"/cases/{code}/", "/desk/"):
            assert stage.client(user).get(path).status_code == 403
    assert send(stage, cast.luis, code, "assign", {"lawyer": cast.lucia.pk}).status_code == 403
    assert send(stage, cast.ana, code, "close").status_code == 403


def test_signed_out_everything_leads_to_the_sign_in(client, stage):
    code = stage.opened()
    for path in ("/cases/", f"/cases/{code}/", "/desk/"):
        assert client.get(path).url == f"/accounts/login/?next={path}"


def test_a_lawyer_with_an_offer_sees_what_an_answer_needs(stage, cast):
    code = stage.offered(cast.luis, person={"name": "Canary Quetzal"}, message="Help me Xochitl")
    stage.done(cast.ana, code, "notes", {"text": "consular canary", "level": 1, "shared": True})
    person = stage.get(cast.ana, f"cases/{code}/").json()["person"]
    html = page(stage, cast.luis, code)
    for hidden in ("Quetzal", "Xochitl", "consular canary", person, "Ana Beltrán · ", "Notes"):
        assert hidden not in html or hidden == "Ana Beltrán · ", hidden
    assert "Accept" in html


def test_opening_the_offer_marks_it_as_seen(stage, cast):
    code = stage.offered(cast.luis)
    page(stage, cast.luis, code)
    assert stage.get(cast.ana, f"cases/{code}/").json()["offer"]["state"] == "viewed"


def test_accepting_by_page_needs_the_certificate_in_words(stage, cast):
    code = stage.offered(cast.luis)
    refused = send(stage, cast.luis, code, "accept")
    assert refused.status_code == 422
    assert "Without it the matter cannot be yours" in refused.content.decode()
    assert LegalMatter.objects.get().state == "offered"
    send(stage, cast.luis, code, "accept", {"conflict_certified": "on"})
    assert LegalMatter.objects.get().conflict_certification == "stated"


def test_an_answer_that_comes_too_late_says_who_has_it(stage, cast):
    code = stage.offered(cast.luis)
    stage.done(cast.ana, code, "assign", {"lawyer": cast.lucia.pk})
    stage.done(cast.lucia, code, "accept")
    response = send(stage, cast.luis, code, "accept", {"conflict_certified": "on"})
    assert response.url == "/desk/"
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Lucía Ibarra has taken this matter."]


def test_what_was_typed_is_kept_when_a_form_refuses(stage, cast):
    code = stage.taken()
    refused = send(stage, cast.luis, code, "outcome", {"outcome": "custody:unknown", "note": ""})
    assert refused.status_code == 422
    assert 'value="custody:unknown" selected' in refused.content.decode()
    refused = send(stage, cast.ana, code, "notes", {"text": "Half a <b>thought</b>", "level": "9"})
    assert refused.status_code == 422
    assert "Half a &lt;b&gt;thought&lt;/b&gt;" in refused.content.decode()


def test_what_was_typed_is_kept_when_the_action_refuses(stage, cast):
    code = stage.taken(cast.luis)
    stage.done(cast.ana, code, "request-close")
    refused = send(stage, cast.ana, code, "assign", {"lawyer": cast.lucia.pk})
    html = refused.content.decode()
    assert refused.status_code == 409
    assert "Luis Herrera has the matter." in html
    assert f'value="{cast.lucia.pk}" selected' in html


@pytest.mark.parametrize(
    ("verb", "data"),
    [
        ("assign", {"lawyer": "99999999999999999999"}),
        ("assign", {"lawyer": "\x00"}),
        ("assign", {"lawyer": "x" * 9_000}),
        ("assign", {"court": "\x00"}),
        ("notes", {"text": "\x00", "level": "1"}),
        ("notes", {"text": "x" * 10_001, "level": "1"}),
        ("notes", {"text": "a", "level": "5"}),
        ("outcome", {"outcome": "custody"}),
        ("outcome", {"outcome": "\x00:\x00"}),
        ("person", {"purpose": "curiosity"}),
        ("person", {}),
    ],
)
def test_wrong_input_is_a_form_with_errors(stage, cast, verb, data):
    code = stage.opened()
    refused = send(stage, cast.ana, code, verb, data)
    assert refused.status_code == 422
    assert "errorlist" in refused.content.decode()
    assert Note.objects.count() == 0


def test_the_person_is_a_code_until_unmasked_and_the_look_is_on_record_first(stage, cast):
    code = stage.taken(cast.luis, person={"name": "Canary Quetzal", "phone": "+1 213 555 0100"})
    for looks, user in enumerate((cast.ana, cast.carmen, cast.luis)):
        assert "Quetzal" not in page(stage, user, code)
        assert AccessRecord.objects.count() == looks
        shown = send(stage, user, code, "person", {"purpose": "contact"})
        assert "Canary Quetzal" in shown.content.decode()
        assert shown.headers["Cache-Control"] == "no-store"
        record = AccessRecord.objects.latest("pk")
        assert (record.reader, record.purpose, record.fields) == (user, "contact", ["name", "phone"])
        assert "Quetzal" not in page(stage, user, code)


def test_a_lawyer_with_only_an_offer_may_not_unmask(stage, cast):
    code = stage.offered(cast.luis)
    assert send(stage, cast.luis, code, "person", {"purpose": "contact"}).status_code == 403
    assert AccessRecord.objects.count() == 0


def test_a_supervisor_reads_outcomes_without_the_words(stage, cast):
    code = stage.taken()
    body = {"axis": "service", "code": "not_provided", "note": "explained canary"}
    stage.done(cast.luis, code, "outcome", body)
    assert "explained canary" in page(stage, cast.ana, code)
    assert "explained canary" in page(stage, cast.luis, code)
    assert "No service provided" in page(stage, cast.carmen, code)
    assert "explained canary" not in page(stage, cast.carmen, code)


def test_the_list_filters_and_survives_any_address(stage, cast):
    mine, other = stage.opened(cast.ana), stage.opened(cast.bruno)
    client = stage.client(cast.ana)
    assert mine in (html := client.get("/cases/").content.decode()) and other in html
    html = client.get("/cases/?mine=on").content.decode()
    assert mine in html and other not in html
    assert "No case fits these filters" in client.get("/cases/?q=C-000000").content.decode()
    for query in (
        "q=%00",
        "state=lost",
        "page=x",
        "page=-1",
        "page=9999999999999999999999",
        "mine=%FF",
        "q=" + "x" * 5_000,
    ):
        assert client.get(f"/cases/?{query}").status_code == 200, query


def test_the_desk_lists_offers_and_cases_with_what_comes_next(stage, cast):
    offered, taken = stage.offered(cast.luis), stage.taken(cast.luis)
    html = stage.client(cast.luis).get("/desk/").content.decode()
    assert html.index("Offers to answer") < html.index(offered) < html.index("My cases") < html.index(taken)
    assert "Report the outcome: Custody." in html
    empty = stage.client(cast.lucia).get("/desk/").content.decode()
    assert "No offers now" in empty and "No cases yet" in empty
    for user in (cast.ana, cast.carmen):
        assert stage.client(user).get("/desk/").status_code == 403


def test_the_desk_is_sent_again_only_when_something_changed(stage, cast):
    client = stage.client(cast.luis)
    token = client.get("/desk/live/").context["desk"].token
    assert client.get(f"/desk/live/?seen={token}").status_code == 204
    code = stage.offered(cast.luis)
    changed = client.get(f"/desk/live/?seen={token}")
    assert changed.status_code == 200
    assert code in changed.content.decode()
    assert "<html" not in changed.content.decode()


def test_signed_out_the_desk_sends_the_whole_page_to_the_sign_in(client, cast):
    response = client.get("/desk/live/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == "/desk/"


@pytest.mark.parametrize(
    ("who", "path", "queries"), [("luis", "/desk/", 21), ("ana", "/cases/", 11), ("carmen", "/cases/", 11)]
)
def test_a_page_costs_the_same_however_much_it_shows(stage, cast, django_assert_num_queries, who, path, queries):
    client = stage.client(getattr(cast, who))
    for _ in range(2):
        stage.taken(cast.luis)
        stage.offered(cast.luis)
        with django_assert_num_queries(queries):
            client.get(path)
