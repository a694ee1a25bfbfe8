"""Who looked at protected data: the post's staff to its supervisor, everybody to the auditor, and each look at it on record first."""

import re
import uuid

import pytest
from django.utils import timezone

from cases.models import Case
from consular.privacy import access_log, oversight
from consular.privacy.models import AccessRecord


@pytest.fixture
def page(signed_in):
    def page(user, query="", status=200):
        answer = signed_in(user).get(f"/reports/oversight/?{query}")
        assert answer.status_code == status
        return answer.content.decode()

    return page


def looked(reader, subject, fields=("name", "phone"), purpose="contact"):
    return access_log.record_read(reader=reader, subject=subject, fields=fields, purpose=purpose)


def person_of(code):
    return Case.objects.get(code=code).person


def rows(page, key):
    table = re.search(rf'data-testid="table-{key}">(.*?)</table>', page, re.S)[1]
    found = re.findall(r'<tr data-key="[^"]*">(.*?)</tr>', table, re.S)
    return {
        re.sub(r"<[^>]+>", "", re.search(r'<th scope="row">(.*?)</th>', row, re.S)[1]).strip(): [
            int(cell) for cell in re.findall(r'<td class="num"[^>]*>(\d+)<', row)
        ]
        for row in found
    }


def section(page, name):
    return re.search(rf'data-testid="{name}">(.*?)</section>', page, re.S)[1]


def test_looks_by_person_purpose_and_day(page, stage, cast):
    person = person_of(stage.opened())
    for reader, purpose in ((cast.ana, "contact"), (cast.ana, "locate"), (cast.bruno, "contact")):
        looked(reader, person, purpose=purpose)

    shown = page(cast.carmen)

    assert rows(shown, "who")["Ana Beltrán"] == [2, 1, 2]
    assert rows(shown, "who")["Bruno Cárdenas"] == [1, 1, 1]
    assert rows(shown, "purpose")["Contact the person"] == [2, 1, 2]
    assert rows(shown, "day")[timezone.now().date().isoformat()][2] == 3
    assert person.code in section(shown, "log")


def test_the_look_at_the_page_is_on_record_before_it_is_shown(page, cast):
    shown = page(cast.carmen)

    [record] = AccessRecord.objects.all()
    assert (record.reader, record.subject_type, record.purpose) == (cast.carmen, "consulate", "oversight")
    assert record.subject_id == uuid.UUID(int=cast.posts["LAX"].pk)
    assert "Carmen Duarte" in section(shown, "log") and "LAX" in section(shown, "log")
    assert access_log.first_broken() is None


def test_who_may_not_see_it_leaves_no_record(page, cast):
    page(cast.carmen, "post=HOU", 404)
    page(cast.carmen, "from=nonsense", 400)
    for user in (cast.ana, cast.luis, cast.nadia, cast.adela, cast.oscar):
        page(user, status=403)
    assert not AccessRecord.objects.exists()


def test_a_supervisor_sees_nothing_of_another_posts_staff_and_the_auditor_all(page, stage, cast):
    looked(cast.hector, cast.device.person)
    looked(cast.ana, cast.device.person)

    assert "Héctor Fuentes" not in page(cast.carmen)
    assert {"Héctor Fuentes", "Ana Beltrán"} <= rows(page(cast.aurelio), "who").keys()


def test_looks_from_other_posts_at_our_people(page, stage, cast):
    code = stage.opened(person={"name": "Rosa Ejemplo", "phone": "+1 213 555 0100"})
    looked(cast.hector, person_of(code), purpose="verify")
    looked(cast.oscar, person_of(code), purpose="search")

    others = section(page(cast.carmen), "others")

    assert "Héctor Fuentes" in others and "Óscar Juárez" in others and person_of(code).code in others
    assert "Rosa" not in others and "555" not in others
    assert "None in this period" in section(page(cast.helena), "others")


def test_what_is_privileged_is_for_the_auditor_alone(page, stage, cast):
    code = stage.taken()
    matter = Case.objects.get(code=code).matter
    for fields in (["note.L4"], ["note.L3", "document.L5"]):
        looked(cast.luis, matter.case, fields=fields, purpose="page")
        looked(cast.ana, matter.case, fields=fields, purpose="page")  # nobody could, and yet it would not show
    looked(cast.luis, matter, fields=["time.text"], purpose="page")

    for told in (page(cast.carmen), page(cast.helena)):
        assert not re.search(r"L4|L5|time\.text|Luis", re.sub(r"<option.*?</option>", "", section(told, "log")))
        assert "table-privileged" not in told
    shown = page(cast.aurelio)
    assert rows(shown, "privileged")["Luis Herrera"][0] == 3
    assert "document.L5" in section(shown, "log")


def test_alarms_of_too_many_people(page, cast):
    class Subject:
        def __init__(self):
            self.pk = uuid.uuid4()
            self._meta = type("Meta", (), {"model_name": "person"})

    access_log.record_reads(reader=cast.ana, looks=[(Subject(), ["name"]) for _n in range(31)], purpose="contact")
    oversight.raise_alarms(now=timezone.now())

    assert "Ana Beltrán has looked at 31 people" in section(page(cast.carmen), "alarms")
    assert "None in this period" in section(page(cast.helena), "alarms")
    assert "Ana Beltrán has looked at 31 people" in section(page(cast.aurelio), "alarms")


def test_one_person_or_one_purpose_alone(page, stage, cast):
    person = cast.device.person
    looked(cast.ana, person, purpose="contact")
    looked(cast.bruno, person, purpose="locate")

    alone = page(cast.carmen, f"who={cast.bruno.pk}")
    assert "Bruno Cárdenas" in section(alone, "log") and "Ana Beltrán" not in section(alone, "log")
    purpose = page(cast.carmen, "purpose=contact")
    assert "Ana Beltrán" in section(purpose, "log") and "Bruno" not in section(purpose, "log")
    for odd in ("who=x", "who=99999999999999999999", "who=²", "purpose=%00", "page=x"):
        page(cast.carmen, odd)


def test_a_day_is_one_click_away(page, cast):
    looked(cast.ana, cast.device.person)
    today = timezone.now().date().isoformat()
    assert f"from={today}&amp;to={today}" in page(cast.carmen)


def test_a_long_log_has_pages(page, cast):
    for _n in range(3):
        looked(cast.ana, cast.device.person)
    assert access_log.head()[0] == 3
    access_log.record_reads(reader=cast.ana, looks=[(cast.device.person, ["name"])] * 60, purpose="contact")
    assert "page=2" in page(cast.carmen)
