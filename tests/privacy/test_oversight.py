"""Whoever looks at more than thirty people within an hour is named to the auditor."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from consular.privacy import access_log, oversight
from consular.privacy.models import AccessRecord, ReadAlarm

MINUTE = timedelta(minutes=1)


class Subject:
    """Somebody looked at."""

    def __init__(self, kind="person"):
        self.pk = uuid.uuid4()
        self._meta = type("Meta", (), {"model_name": kind})


@pytest.fixture
def looks(cast):
    def looks(n, kind="person", reader=None):
        subjects = [(Subject(kind), ["name"]) for _one in range(n)]
        access_log.record_reads(reader=reader or cast.ana, looks=subjects, purpose="contact")

    return looks


def test_thirty_are_work_and_one_more_is_an_alarm(looks, cast):
    looks(30)
    assert oversight.raise_alarms(now=timezone.now()) == 0
    looks(1)
    assert oversight.raise_alarms(now=timezone.now()) == 1
    alarm = ReadAlarm.objects.get()
    assert (alarm.reader, alarm.people) == (cast.ana, 31)


def test_it_grows_while_it_lasts_and_is_raised_once(looks):
    looks(31)
    oversight.raise_alarms(now=timezone.now())
    looks(4)
    assert oversight.raise_alarms(now=timezone.now()) == 0
    assert ReadAlarm.objects.get().people == 35


def test_the_same_person_many_times_or_as_person_case_and_alert_is_one(looks, cast):
    one = Subject()
    for _time in range(40):
        access_log.record_read(reader=cast.ana, subject=one, fields=["name"], purpose="contact")
    for kind in ("person", "case", "alert"):
        looks(20, kind)
    assert oversight.raise_alarms(now=timezone.now()) == 0


def test_an_hour_later_it_is_over_and_another_hour_is_another_alarm(looks):
    looks(31)
    assert oversight.raise_alarms(now=timezone.now() + 61 * MINUTE) == 0
    oversight.raise_alarms(now=timezone.now())
    looks(31)
    assert oversight.raise_alarms(now=timezone.now()) == 0


def test_many_looks_at_once_are_one_unbroken_chain(looks):
    looks(3)
    looks(2)
    assert AccessRecord.objects.count() == 5
    assert access_log.first_broken() is None


def test_the_auditor_sees_it_says_so_and_it_is_gone(looks, cast, signed_in):
    looks(31)
    oversight.raise_alarms(now=timezone.now())
    alarm = ReadAlarm.objects.get()
    client = signed_in(cast.aurelio)
    assert "Ana Beltrán has looked at 31 people" in client.get("/audit/").content.decode()
    for user in (cast.ana, cast.carmen, cast.adela, cast.nadia):
        assert signed_in(user).post(f"/audit/alarms/{alarm.pk}/seen/").status_code == 403
    assert client.post(f"/audit/alarms/{alarm.pk}/seen/").status_code == 302
    assert client.post("/audit/alarms/0/seen/").status_code == 404
    assert 'data-testid="read-alarm"' not in client.get("/audit/").content.decode()
    alarm.refresh_from_db()
    assert alarm.seen_by == cast.aurelio
