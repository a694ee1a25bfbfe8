"""The conflict check: names first unseen, then seen by who means to accept, compared in both directions, every look on record."""

import pytest

from cases import conflicts
from cases.models import ConflictCheck, LawyerProfile, LegalMatter, Offer, Party
from consular.events.models import Event
from consular.privacy.models import AccessRecord
from tests.cases import counsel_stage

FINE = 302
CLIENT, EMPLOYER = "María Xóchitl González Pérez", "Frutas del Valle, Inc."


def entry(name, role="client", matter="m"):
    sounds = frozenset(key.encode() for key in conflicts.sound_keys(name))
    return conflicts.Entry(f"p:{name}", matter, role, conflicts.exact_key(name).encode(), sounds)


@pytest.mark.parametrize(
    ("one", "other", "match"),
    [
        (CLIENT, "González Pérez, María Xóchitl", "exact"),
        (CLIENT, "maria xochitl gonzalez perez", "exact"),
        ("María de la Luz Peña", "MARIA LUZ PENA", "exact"),
        (CLIENT, "Maria Sochil Gonsales Peres", "sound"),
        (CLIENT, "María González Pérez", "sound"),
        ("José Hernández", "Jose Ernandes", "sound"),
        ("Verónica Vázquez", "Beronica Basques", "sound"),
        ("Jiménez Ceballos", "Gimenes Zevallos", "sound"),
        (EMPLOYER, "FRUTAS DEL VALLE LLC", "exact"),
        (CLIENT, "María López", ""),
        ("Juan Pérez", "Juan Flores", ""),
        ("Juan", "Juan Pérez", ""),
        (CLIENT, "Rosa Ramírez Luna", ""),
    ],
)
def test_when_two_names_may_be_the_same(one, other, match):
    assert conflicts.match(entry(one), entry(other)) == match
    assert conflicts.match(entry(other), entry(one)) == match


def test_what_a_coincidence_means_depends_on_both_roles():
    found = {
        (here, there): [
            hit.meaning for hit in conflicts.compare([entry(CLIENT, here)], [entry(CLIENT, there, "other")])
        ]
        for here in ("client", "opposing", "related")
        for there in ("client", "opposing", "related")
    }
    assert found[("client", "opposing")] == ["client_opposed"]
    assert found[("opposing", "client")] == ["against_client"]
    assert found[("client", "client")] == ["same_client"]
    assert found[("opposing", "opposing")] == []


def party(stage, user, code, role, name):
    answer = stage.client(user).post(f"/cases/{code}/parties/", {"role": role, "name": name})
    assert answer.status_code == FINE, answer.content
    return answer


def names(stage, user, code):
    return stage.client(user).post(f"/cases/{code}/names/")


def accept(stage, user, code, **data):
    return stage.client(user).post(f"/cases/{code}/accept/", {"conflict_certified": "on"} | data)


def test_before_the_lawyer_means_to_accept_no_name_is_shown(stage, cast):
    code = stage.offered(cast.luis, person={"name": CLIENT})
    party(stage, cast.ana, code, "opposing", EMPLOYER)
    looks = AccessRecord.objects.count()
    client = stage.client(cast.luis)
    for path in (f"/cases/{code}/", "/desk/", f"/api/v1/cases/{code}/", "/cases/"):
        html = client.get(path).content.decode()
        assert "Xóchitl" not in html and "Frutas" not in html, path
    assert client.get(f"/cases/{code}/counsel/").status_code == 404
    assert AccessRecord.objects.count() == looks
    assert "In custody" in client.get(f"/cases/{code}/").content.decode()


def test_who_means_to_accept_sees_the_names_and_the_look_is_on_record(stage, cast):
    code = stage.offered(cast.luis, person={"name": CLIENT, "phone": "+1 213 555 0100"})
    party(stage, cast.ana, code, "opposing", EMPLOYER)
    html = names(stage, cast.luis, code).content.decode()
    assert CLIENT in html and EMPLOYER in html
    assert "555 0100" not in html and "PX-" not in html
    looks = AccessRecord.objects.filter(reader=cast.luis, purpose="conflict check")
    assert sorted(field for look in looks for field in look.fields) == ["name", "party.name"]
    check = ConflictCheck.objects.get()
    assert (check.saw_names, check.found) == (True, [])
    assert Offer.objects.get().names_asked_at is not None
    assert Event.objects.get(kind="case.names_asked").payload["lawyer"] == cast.luis.pk
    assert CLIENT not in stage.client(cast.luis).get(f"/cases/{code}/").content.decode()


def test_an_opposing_party_who_is_a_client_stops_the_accept_until_it_is_judged(stage, cast):
    stage.taken(cast.luis, person={"name": "Ernesto Hernández Ruiz"})
    code = stage.offered(cast.luis, person={"name": CLIENT})
    party(stage, cast.ana, code, "opposing", "Ernesto Ernandes Ruis")
    refused = stage.do(cast.luis, code, "accept", {"conflict_certified": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict_to_judge")
    assert LegalMatter.objects.get(case__code=code).state == "offered"

    page = accept(stage, cast.luis, code)
    assert page.status_code == 409 and "Ask for the names" in page.content.decode()
    html = names(stage, cast.luis, code).content.decode()
    assert "The opposing party here is a client in another matter" in html and "a name that sounds alike" in html
    assert accept(stage, cast.luis, code).status_code == 409
    assert accept(stage, cast.luis, code, explanation="Another man, born elsewhere.").status_code == FINE
    kept = ConflictCheck.objects.order_by("-made_at").first()
    assert kept.explanation == "Another man, born elsewhere."
    assert kept.found[0]["meaning"] == "against_client"


def test_the_other_direction_the_person_is_opposed_in_a_matter_of_the_firm(stage, cast):
    firm = counsel_stage.contract(cast).firm
    for user in (cast.luis, cast.lucia):
        LawyerProfile.objects.create(lawyer=user, firm=firm)
    other = stage.taken(cast.lucia, person={"name": "Rosa Luna"})
    party(stage, cast.lucia, other, "opposing", "Maria Sochil Gonsales Peres")
    code = stage.offered(cast.luis, person={"name": CLIENT})
    html = names(stage, cast.luis, code).content.decode()
    assert "The person here is the opposing party in another matter" in html
    assert "a matter of Lucía Ibarra, of your firm" in html
    assert other not in html and "Sochil" not in html
    assert stage.do(cast.luis, code, "accept").status_code == 409


def test_matters_of_another_firm_are_not_compared(stage, cast):
    LawyerProfile.objects.create(lawyer=cast.luis, firm=counsel_stage.contract(cast).firm)
    stage.taken(cast.lucia, person={"name": CLIENT})
    code = stage.offered(cast.luis, person={"name": "Rosa Luna"})
    party(stage, cast.ana, code, "opposing", CLIENT)
    stage.done(cast.luis, code, "accept")
    assert ConflictCheck.objects.get(lawyer=cast.luis).compared == 0


def test_a_former_client_counts_and_so_does_a_name_that_was_corrected(stage, cast):
    old = stage.taken(cast.luis, person={"name": "Rosa Luna"})
    identity = LegalMatter.objects.get(case__code=old).case.person.identity
    identity.name = CLIENT
    identity.save(update_fields=["name"])
    LegalMatter.objects.filter(case__code=old).update(state="closed")
    code = stage.offered(cast.luis, person={"name": "Pedro Mora"})
    party(stage, cast.ana, code, "opposing", CLIENT)
    assert stage.do(cast.luis, code, "accept").status_code == 409


def test_the_same_person_again_is_said_but_stops_nothing(stage, cast):
    stage.taken(cast.luis, person={"name": CLIENT})
    code = stage.offered(cast.luis, person={"name": CLIENT})
    assert "is a client in another matter" in names(stage, cast.luis, code).content.decode()
    stage.done(cast.luis, code, "accept")


def test_parties_are_sealed_and_what_the_lawyer_enters_is_the_lawyers(stage, cast):
    code = stage.taken(cast.luis, person={"name": CLIENT})
    party(stage, cast.ana, code, "opposing", EMPLOYER)
    party(stage, cast.luis, code, "related", "Canary Secreta")
    party(stage, cast.luis, code, "related", "Canary Secreta")
    assert Party.objects.exclude(role="client").count() == 2
    for user, sees in ((cast.ana, False), (cast.carmen, False), (cast.luis, True)):
        html = stage.client(user).get(f"/cases/{code}/counsel/").content.decode()
        assert EMPLOYER in html and ("Canary Secreta" in html) is sees, user
        assert AccessRecord.objects.filter(reader=user, fields=["party.name"]).exists()
    timeline = stage.get(cast.ana, f"cases/{code}/timeline/").content.decode()
    assert "Party named by the lawyer" not in timeline and "Frutas" not in timeline
    assert b"Frutas" not in bytes(Party.objects.filter(role="opposing").values_list("name", flat=True)[0])


@pytest.mark.parametrize("data", [{}, {"role": "client", "name": "x"}, {"role": "opposing", "name": "\x00"}])
def test_a_party_that_cannot_be_read_is_a_form_with_errors(stage, cast, data):
    code = stage.opened()
    assert stage.client(cast.ana).post(f"/cases/{code}/parties/", data).status_code == 422
    assert stage.client(cast.ana).post(f"/cases/{code}/parties/", {"role": "related", "name": "…"}).status_code == 400


def test_who_may_ask_for_the_names(stage, cast):
    code = stage.offered(cast.luis)
    for user, expected in (
        (cast.ana, 403),
        (cast.carmen, 403),
        (cast.lucia, 404),
        (cast.hector, 404),
        (cast.oscar, 403),
        (cast.nadia, 403),
        (cast.aurelio, 403),
        (cast.adela, 403),
    ):
        assert names(stage, user, code).status_code == expected, user
    assert names(stage, cast.luis, code).status_code == 200
    for user in (cast.lucia, cast.hector, cast.oscar):
        assert stage.client(user).post(f"/cases/{code}/parties/", {"role": "related", "name": "x"}).status_code in (
            403,
            404,
        )
