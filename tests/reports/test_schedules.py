"""Schedules: due once by the post's clock, a row before a mail, and a mail that says nothing."""

import re
import smtplib
import threading
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from cases.reports import clock, mailing, scheduling, tasks
from cases.reports.models import Schedule, ScheduledMail
from consular.celery import app
from consular.organisation.access import viewer_of
from consular.organisation.models import Consulate, Posting

MONDAY = datetime(2026, 10, 12, 15, tzinfo=UTC)  # 08:00 in Los Angeles
FORM = {"period": "last_week", "post": "LAX", "rhythm": "weekly", "weekday": "0", "hour": "8", "language": "en"}


@pytest.fixture(autouse=True)
def staff(cast):
    """They have addresses and have been posted for years; afterwards everything is as it was."""
    people = [cast.carmen, cast.nadia, cast.helena]
    postings = list(Posting.objects.filter(user__in=people))
    Posting.objects.filter(user__in=people).update(starts_at=datetime(2020, 1, 1, tzinfo=UTC))
    for person in people:
        person.email = f"{person.username}@example.org"
        person.save(update_fields=["email"])
    yield
    Posting.objects.bulk_update(postings, ["starts_at", "ends_at"])
    for person in people:
        person.email, person.is_active = "", True
        person.save(update_fields=["email", "is_active"])


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.MAIL_IS_SET_UP = True
    settings.DEFAULT_FROM_EMAIL = "consular@example.org"
    mail.outbox = []


@pytest.fixture
def at():
    """Lets it be that moment."""

    def at(moment):
        return time_machine.travel(moment, tick=False)

    return at


def scheduled(user, now, post="LAX", **chosen):
    given = {"period": "last_week", "rhythm": "weekly", "weekday": 0, "day": None, "hour": 8, "language": "en"}
    found = Consulate.objects.get(code=post) if post else None
    return scheduling.add(actor=user, viewer=viewer_of(user), now=now, post=found, **given | {"asked": {}} | chosen)


def states():
    return list(ScheduledMail.objects.order_by("due_at").values_list("state", flat=True))


def test_a_schedule_is_added_from_a_question_paused_resumed_and_removed(signed_in, cast):
    carmen = signed_in(cast.carmen)
    form = carmen.get("/reports/schedules/?post=lax&kind=panic&step=month&language=nah").content.decode()
    assert 'name="asked_kind" value="panic"' in form and 'name="asked_language" value="nah"' in form

    hidden = {"asked_kind": "panic", "asked_step": "month", "asked_language": "nah"}
    assert carmen.post("/reports/schedules/", FORM | hidden).status_code == 302
    one = Schedule.objects.get()
    assert (one.owner, one.post.code, one.home.code) == (cast.carmen, "LAX", "LAX")
    assert one.asked == {"kind": "panic", "step": "month", "language": "nah"}
    assert "Last week" in carmen.get("/reports/schedules/").content.decode()

    carmen.post(f"/reports/schedules/{one.pk}/pause/")
    one.refresh_from_db()
    assert one.state == "paused"
    page = carmen.post(f"/reports/schedules/{one.pk}/pause/", follow=True).content.decode()
    assert "not in a state that allows this" in page
    carmen.post(f"/reports/schedules/{one.pk}/resume/")
    one.refresh_from_db()
    assert one.state == "active" and one.next_at > timezone.now()
    assert "Remove this schedule?" in carmen.get(f"/reports/schedules/{one.pk}/remove/").content.decode()
    carmen.post(f"/reports/schedules/{one.pk}/remove/")
    assert not Schedule.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"period": "last_century"}, "period"),
        ({"period": ""}, "period"),
        ({"post": "HOU"}, "post"),
        ({"post": "NOPE"}, "post"),
        ({"post": "LA\0X"}, "post"),
        ({"rhythm": "hourly"}, "rhythm"),
        ({"weekday": "7"}, "weekday"),
        ({"weekday": ""}, "weekday"),
        ({"weekday": "Monday"}, "weekday"),
        ({"rhythm": "monthly", "day": "31"}, "day"),
        ({"rhythm": "monthly", "day": ""}, "day"),
        ({"hour": "24"}, "hour"),
        ({"hour": ""}, "hour"),
        ({"language": "xx"}, "language"),
        ({"asked_kind": "rumour"}, "asked_kind"),
        ({"asked_facility": "nowhere"}, "asked_facility"),
        ({"asked_step": "fortnight"}, "asked_step"),
    ],
    ids=str,
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_bad_input_gives_field_errors(signed_in, cast, wrong, field, language):
    answer = signed_in(cast.carmen, accept_language=language).post("/reports/schedules/", FORM | wrong)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Schedule.objects.exists()


def test_without_an_address_nothing_is_scheduled(signed_in, cast):
    cast.carmen.email = ""
    cast.carmen.save(update_fields=["email"])

    answer = signed_in(cast.carmen).post("/reports/schedules/", FORM | {"email": "other@example.com"})

    assert answer.status_code == 422
    assert "no e-mail address" in answer.content.decode()


def test_one_person_has_only_so_many(signed_in, cast, monkeypatch):
    monkeypatch.setattr(scheduling, "MOST", 1)
    carmen = signed_in(cast.carmen)
    assert carmen.post("/reports/schedules/", FORM).status_code == 302
    assert carmen.post("/reports/schedules/", FORM).status_code == 422


def test_schedules_are_for_those_who_see_reports_and_only_ones_own(signed_in, client, cast):
    one = scheduled(cast.carmen, MONDAY)
    for name in ("ana", "oscar", "luis", "aurelio", "adela"):
        assert signed_in(getattr(cast, name)).get("/reports/schedules/").status_code == 403
        assert signed_in(getattr(cast, name)).post("/reports/schedules/", FORM).status_code == 403
    assert client.get("/reports/schedules/").status_code == 302
    for name in ("olga", "helena", "nadia"):
        other = signed_in(getattr(cast, name))
        assert "Last week" not in re.sub(r"<option.*?</option>", "", other.get("/reports/schedules/").content.decode())
        assert other.get(f"/reports/schedules/{one.pk}/remove/").status_code == 404
        for verb in ("pause", "resume", "remove", "anything"):
            assert other.post(f"/reports/schedules/{one.pk}/{verb}/").status_code == 404
    assert Schedule.objects.filter(state="active").count() == 1


def test_an_analyst_goes_by_the_clock_of_the_ministry(cast):
    one = scheduled(cast.nadia, MONDAY, post="HOU")

    assert one.home.code == "SRE"
    assert one.next_at.astimezone(UTC).hour == 14  # 08:00 in Mexico City


def test_it_is_due_by_the_clock_of_the_post_and_the_mail_goes_once(cast, at):
    one = scheduled(cast.carmen, MONDAY - timedelta(days=2))
    assert one.next_at == MONDAY
    with at(MONDAY - timedelta(minutes=1)):
        assert tasks.send_scheduled_mail() == 0
    with at(MONDAY):
        assert tasks.send_scheduled_mail() == 1
        assert tasks.send_scheduled_mail() == 0

    assert states() == ["sent"]
    assert mail.outbox[0].to == ["carmen@example.org"]
    row = ScheduledMail.objects.get()
    assert row.question == {"first": "2026-10-05", "last": "2026-10-11", "post": "LAX", "step": "week"}
    one.refresh_from_db()
    assert (one.last_due_at, one.next_at) == (MONDAY, MONDAY + timedelta(days=7))


@pytest.mark.parametrize(
    ("around", "hour", "due"),
    [
        # In Los Angeles 02:00 to 03:00 of 8 March 2026 is left out: what is due at 02:00 is due at 03:00.
        (datetime(2026, 3, 8, tzinfo=UTC), 2, datetime(2026, 3, 8, 10, tzinfo=UTC)),
        (datetime(2026, 3, 8, tzinfo=UTC), 3, datetime(2026, 3, 8, 10, tzinfo=UTC)),
        # 01:00 to 02:00 of 1 November 2026 comes twice: the first counts.
        (datetime(2026, 11, 1, tzinfo=UTC), 1, datetime(2026, 11, 1, 8, tzinfo=UTC)),
        (datetime(2026, 11, 1, tzinfo=UTC), 2, datetime(2026, 11, 1, 10, tzinfo=UTC)),
    ],
)
def test_at_a_change_of_the_clocks_it_fires_once(cast, at, around, hour, due):
    scheduled(cast.carmen, around - timedelta(hours=12), weekday=6, hour=hour)
    moment, sent = around - timedelta(hours=6), []
    while moment < around + timedelta(hours=36):
        with at(moment):
            if tasks.send_scheduled_mail():
                sent.append(moment)
        moment += timedelta(minutes=30)

    assert sent == [due]
    assert list(ScheduledMail.objects.values_list("due_at", flat=True)) == [due]


@pytest.mark.parametrize(
    ("period", "due", "days"),
    [
        ("last_week", datetime(2026, 10, 12, 15, tzinfo=UTC), ("2026-10-05", "2026-10-11")),
        ("last_week", datetime(2026, 10, 18, 15, tzinfo=UTC), ("2026-10-05", "2026-10-11")),
        ("last_8_weeks", datetime(2026, 10, 14, 15, tzinfo=UTC), ("2026-08-17", "2026-10-11")),
        ("last_month", datetime(2026, 3, 1, 8, tzinfo=UTC), ("2026-02-01", "2026-02-28")),
        ("last_month", datetime(2026, 1, 15, 8, tzinfo=UTC), ("2025-12-01", "2025-12-31")),
    ],
)
def test_the_days_are_whole_weeks_or_a_month_that_is_over(period, due, days):
    found = clock.period_at(period, due)

    assert (found.first.isoformat(), found.last.isoformat()) == days


def test_a_monthly_one_comes_on_its_day(cast):
    one = scheduled(cast.carmen, MONDAY, rhythm="monthly", weekday=None, day=1, hour=0)
    dues = [one.next_at]
    for _ in range(12):
        dues.append(clock.next_due(one, dues[-1]))

    local = [due.astimezone(ZoneInfo("America/Los_Angeles")) for due in dues]
    assert [(due.day, due.hour) for due in local] == [(1, 0)] * 13
    assert len({(due.year, due.month) for due in local}) == 13
    assert all(clock.latest_due(one, due) == due for due in dues)


def test_the_mail_holds_a_link_and_no_figure_no_post_and_no_name(cast, at):
    for language in ("en", "es"):
        scheduled(cast.carmen, MONDAY - timedelta(days=2), language=language, asked={"kind": "panic"})
    with at(MONDAY):
        assert mailing.send_due() == 2

    post = Consulate.objects.get(code="LAX")
    for one in mail.outbox:
        text = f"{one.subject}\n{one.body}"
        links = re.findall(r"https?://\S+", text)
        said = re.sub(r"https?://\S+", "", text)
        assert [urlsplit(link).path.split("/")[2] for link in links] == ["ready", "schedules"]
        assert not any(urlsplit(link).query for link in links)
        assert not re.search(r"\d", said)
        for word in ("LAX", post.name, post.city, "Carmen", "Duarte", "carmen", "panic", "week", "semana"):
            assert word not in text
        assert one.attachments == [] and one.content_subtype == "plain" and not hasattr(one, "alternatives")
        assert one.from_email == "consular@example.org"
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == 2


def test_the_link_leads_its_owner_to_the_question_and_nobody_else_anywhere(cast, at, signed_in, client):
    scheduled(cast.carmen, MONDAY - timedelta(days=2), asked={"kind": "panic"})
    with at(MONDAY):
        mailing.send_due()
    link = urlsplit(re.search(r"https?://\S+", mail.outbox[0].body)[0]).path

    led = signed_in(cast.carmen).get(link)
    assert led.status_code == 302
    assert led.url.startswith("/reports/?from=2026-10-05&to=2026-10-11") and "kind=panic" in led.url
    assert client.get(link).url.startswith("/accounts/login/")
    for name, answer in (("olga", 404), ("helena", 404), ("nadia", 404), ("ana", 403), ("aurelio", 403)):
        assert signed_in(getattr(cast, name)).get(link).status_code == answer
    assert signed_in(cast.carmen).get("/reports/ready/00000000-0000-4000-8000-000000000000/").status_code == 404
    cast.carmen.postings.update(ends_at=timezone.now())
    assert signed_in(cast.carmen).get(link).status_code == 403


def test_killed_between_the_claim_and_the_mark_it_is_sent_once_more_and_never_lost(cast, at, monkeypatch):
    """Which of the two: a sender that dies after the mail server's yes and before its mark cannot be told from one that died
    before sending. So the mail goes once more, with the same Message-ID; it is not lost."""
    scheduled(cast.carmen, MONDAY - timedelta(days=2))

    class Killed(BaseException):
        pass

    def killed(**_):
        raise Killed

    with at(MONDAY), monkeypatch.context() as broken:
        broken.setattr(scheduling, "settle", killed)
        with pytest.raises(Killed):
            mailing.send_due()
    assert len(mail.outbox) == 1 and states() == ["queued"]
    with at(MONDAY + scheduling.LEASE - timedelta(seconds=1)):
        assert mailing.send_due() == 0  # it may still be under way
    with at(MONDAY + scheduling.LEASE):
        assert mailing.send_due() == 1
        assert mailing.send_due() == 0

    assert len(mail.outbox) == 2 and states() == ["sent"]
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == 1


def test_killed_before_sending_it_is_sent_once(cast, at):
    scheduled(cast.carmen, MONDAY - timedelta(days=2))
    scheduling.queue_due(now=MONDAY)
    assert scheduling.take(now=MONDAY) is not None  # and the taker dies
    with at(MONDAY + scheduling.LEASE):
        assert mailing.send_due() == 1

    assert len(mail.outbox) == 1


def test_of_senders_at_the_same_moment_each_mail_has_one(cast, at):
    for _ in range(6):
        scheduled(cast.carmen, MONDAY - timedelta(days=2))
    scheduling.queue_due(now=MONDAY)
    ready, taken = threading.Barrier(4), []

    def take():
        ready.wait()
        while one := scheduling.take(now=MONDAY):
            taken.append(one.id)
        connections.close_all()

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while one := scheduling.take(now=MONDAY):  # what was locked when everybody looked
        taken.append(one.id)

    assert len(taken) == len(set(taken)) == 6


def test_two_who_look_for_what_is_due_make_one_row(cast):
    scheduled(cast.carmen, MONDAY - timedelta(days=2))
    ready = threading.Barrier(4)

    def look():
        ready.wait()
        scheduling.queue_due(now=MONDAY)
        connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    row = ScheduledMail.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduledMail.objects.create(schedule=row.schedule, due_at=row.due_at, question={}, try_at=row.due_at)


def test_a_mail_server_that_refuses_is_tried_again_then_given_up_and_said(cast, at, monkeypatch, signed_in, caplog):
    scheduled(cast.carmen, MONDAY - timedelta(days=2))

    def refuses(self, messages):
        raise smtplib.SMTPRecipientsRefused({"carmen@example.org": (550, b"no")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuses)
    moment = MONDAY
    for tries, wait in enumerate((timedelta(0), *scheduling.AGAIN_AFTER), start=1):
        moment += wait
        with at(moment - timedelta(seconds=1)):
            assert mailing.send_due() == 0
        with at(moment):
            mailing.send_due()
        assert ScheduledMail.objects.get().tries == tries

    assert states() == ["failed"]
    assert "Could not be sent" in signed_in(cast.carmen).get("/reports/schedules/").content.decode()
    assert "carmen@example.org" not in caplog.text and "SMTPRecipientsRefused" in caplog.text


def test_one_address_that_fails_does_not_stop_the_others(cast, at, monkeypatch):
    scheduled(cast.carmen, MONDAY - timedelta(days=2))
    scheduled(cast.nadia, MONDAY - timedelta(days=2), post="", hour=7)
    real = EmailBackend.send_messages

    def picky(self, messages):
        if "carmen" in messages[0].to[0]:
            raise TimeoutError
        return real(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", picky)
    with at(MONDAY):
        assert mailing.send_due() == 1

    assert sorted(states()) == ["queued", "sent"]


def test_without_a_mail_server_the_row_waits_and_the_page_says_so(cast, at, settings, signed_in):
    settings.MAIL_IS_SET_UP = False
    scheduled(cast.carmen, MONDAY - timedelta(days=2))
    for week in range(3):
        with at(MONDAY + timedelta(weeks=week)):
            assert mailing.send_due() == 0
    page = signed_in(cast.carmen).get("/reports/schedules/").content.decode()
    assert "No mail server is set up" in page and "Waits to be sent" in page
    assert states() == ["overtaken", "overtaken", "queued"]  # one mail says as much as three

    settings.MAIL_IS_SET_UP = True
    with at(MONDAY + timedelta(weeks=2, hours=1)):
        assert mailing.send_due() == 1
    assert len(mail.outbox) == 1


def test_with_the_worker_or_the_broker_gone_for_weeks_only_the_last_one_is_sent(cast, at):
    scheduled(cast.carmen, MONDAY - timedelta(days=2))
    with at(MONDAY + timedelta(weeks=3, days=2)):
        assert mailing.send_due() == 1

    assert ScheduledMail.objects.get().due_at == MONDAY + timedelta(weeks=3, hours=1)  # 08:00 in winter
    assert len(mail.outbox) == 1


def test_nothing_is_given_to_the_broker_the_database_is_asked_every_minute():
    entry = app.conf.beat_schedule["send what schedules owe"]

    assert entry["task"] == tasks.send_scheduled_mail.name
    assert str(entry["schedule"]).startswith("<crontab: * * * * *")


@pytest.mark.parametrize("when", ["before it is due", "after it was queued"])
@pytest.mark.parametrize("lost", ["posting", "account"])
def test_it_ends_by_itself_when_the_owner_loses_the_right(cast, at, signed_in, when, lost):
    one = scheduled(cast.helena, MONDAY - timedelta(days=2), post="HOU", hour=8)
    due = one.next_at
    if when == "after it was queued":
        scheduling.queue_due(now=due)
    if lost == "posting":
        cast.helena.postings.update(ends_at=due - timedelta(minutes=5))
    else:
        cast.helena.is_active = False
        cast.helena.save(update_fields=["is_active"])
    for moment in (due, due + timedelta(weeks=1)):
        with at(moment):
            assert mailing.send_due() == 0
    cast.helena.postings.update(ends_at=None)
    cast.helena.is_active = True
    cast.helena.save(update_fields=["is_active"])

    one.refresh_from_db()
    assert (one.state, one.ended) == ("ended", lost)
    assert states() == (["dropped"] if when == "after it was queued" else [])
    assert mail.outbox == []
    page = signed_in(cast.helena).get("/reports/schedules/").content.decode()
    assert str(Schedule.Ended(lost).label) in page
    refused = signed_in(cast.helena).post(f"/reports/schedules/{one.pk}/resume/", follow=True)
    assert "not in a state that allows this" in refused.content.decode()


def test_it_ends_when_one_of_two_posts_is_lost(cast, at, second_post):
    mine = scheduled(cast.carmen, MONDAY - timedelta(days=2))
    houston = scheduled(cast.carmen, MONDAY - timedelta(days=2), post="HOU", hour=10)
    cast.carmen.postings.filter(consulate__code="HOU").update(
        starts_at=MONDAY - timedelta(days=9), ends_at=MONDAY - timedelta(minutes=5)
    )
    with at(MONDAY + timedelta(hours=1)):
        assert mailing.send_due() == 1

    mine.refresh_from_db(), houston.refresh_from_db()
    assert (mine.state, houston.state, houston.ended) == ("active", "ended", "posting")


def test_what_waits_is_dropped_by_a_pause_and_does_not_come_after_it(cast, at):
    one = scheduled(cast.carmen, MONDAY - timedelta(days=2))
    scheduling.queue_due(now=MONDAY)
    scheduling.pause(which=one.pk, viewer=viewer_of(cast.carmen), now=MONDAY)
    with at(MONDAY + timedelta(weeks=2)):
        assert mailing.send_due() == 0
        scheduling.resume(which=one.pk, viewer=viewer_of(cast.carmen), now=timezone.now())
        assert mailing.send_due() == 0

    assert states() == ["dropped"] and mail.outbox == []


def test_the_address_is_that_of_the_account_when_the_mail_goes(cast, at):
    scheduled(cast.carmen, MONDAY - timedelta(days=2))
    cast.carmen.email = "new@example.org"
    cast.carmen.save(update_fields=["email"])
    with at(MONDAY):
        mailing.send_due()
    assert mail.outbox[0].to == ["new@example.org"]

    cast.carmen.email = ""
    cast.carmen.save(update_fields=["email"])
    with at(MONDAY + timedelta(weeks=1)):
        assert mailing.send_due() == 0
    assert states() == ["sent", "failed"]
