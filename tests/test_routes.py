"""Every address by every role: the right answer, the right headers, within its budget of queries."""

import io
import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from alerts import actions
from alerts.models import Alert
from cases.reports.models import Publication, Schedule, ScheduledMail
from consular.organisation.access import viewer_of
from tests import cast as people
from tests.reports.papers import ready_export
from tests.routes import ROLES, ROUTES, Route

# Addresses that other tests reach: they act, or belong to libraries that test themselves.
SAMPLES = {"uuid": "00000000-0000-4000-8000-000000000000", "str": "C-000000", "int": "1", "slug": "LAX"}
REACHED_ELSEWHERE = ("calendar/feed/", "accounts/", "admin/", "preferences/", "metrics", "static/")


@pytest.fixture
def places(signed_in: Callable, cast: Any, press: Callable, publish: Callable) -> dict[str, str]:
    opened = signed_in(cast.ana)
    other = press()
    opened.post(f"/api/v1/alerts/{other}/claim/", content_type="application/json")
    answer = opened.post(
        f"/api/v1/alerts/{other}/open-case/", {"category": "migratory"}, content_type="application/json"
    )
    form = {"title": "Notice", "kind": "court", "level": "2", "file": SimpleUploadedFile("a.pdf", smallest_pdf())}
    kept = opened.post(f"/api/v1/cases/{answer.json()['case']['code']}/documents/", form)
    for _time in range(4):
        press(key=people.DEVICE_TOKEN)
    raid = [press() for _person in range(3)]
    publish()
    actions.detect_incidents(now=timezone.now())
    drill = actions.start_drill(
        consulate_id=cast.posts["LAX"].pk, actor=cast.carmen, viewer=viewer_of(cast.carmen), size=1, spread_s=0
    )
    shift = actions.hand_over_shift(consulate_id=cast.posts["LAX"].pk, actor=cast.ana, viewer=viewer_of(cast.ana))
    return {
        "alert": str(press()),
        "case": answer.json()["case"]["code"],
        "incident": str(Alert.objects.get(pk=raid[0]).incident_id),
        "drill": str(drill.pk),
        "shift": str(shift.pk),
        "device": str(cast.device.pk),
        "lawyer": str(cast.luis.pk),
        "document": kept.json()["id"],
        **reports_of(cast.carmen, cast.posts["LAX"]),
        "export": ready_export(cast),
    }


def reports_of(user: Any, post: Any) -> dict[str, str]:
    """A published report without tables, a schedule and a mail of it."""
    now = timezone.now()
    publication = Publication.objects.create(
        code="R-R0VTES",
        question={"first": "2026-10-12", "last": "2026-10-18", "post": post.code},
        audience=Publication.Audience.POST,
        posts=[post.code],
        post_ids=[post.pk],
        tables=[],
        left_out={},
        words={"en": {"title": post.name, "tables": {}}},
        definitions="0" * 12,
        as_of_seq=0,
        sha256="0" * 64,
        published_by=user,
        published_at=now,
    )
    schedule = Schedule.objects.create(
        owner=user, post=post, home=post, period="last_week", rhythm="weekly", weekday=0, hour=8, language="en",
        next_at=now, last_due_at=now, created_at=now,
    )  # fmt: skip
    mail = ScheduledMail.objects.create(schedule=schedule, due_at=now, try_at=now, question=publication.question)
    return {"publication": publication.code, "schedule": str(schedule.pk), "mail": str(mail.pk)}


def smallest_pdf() -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as new:
        new.add_blank_page()
        new.save(made)
    return made.getvalue()


def reader(role: str, signed_in: Callable, cast: Any) -> Client:
    return signed_in(None if role == "nobody" else getattr(cast, role))


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_each_role_gets_its_answer_with_the_strict_headers(route: Route, signed_in, cast, places):
    path = route.path.format(**places)
    answers = {role: reader(role, signed_in, cast).get(path) for role in ROLES}
    statuses = {role: answer.status_code for role, answer in answers.items()}
    assert statuses == dict(zip(ROLES, route.answers, strict=True))
    for answer in answers.values():
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy + ";" and "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "max-age" in answer.headers["Cache-Control"] or "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_each_page_stays_within_its_queries(route: Route, signed_in, cast, places, press):
    for _ in range(10):
        press()
    path = route.path.format(**places)
    spent = {}
    for role, expected in zip(ROLES, route.answers, strict=True):
        if expected == 200:
            client = reader(role, signed_in, cast)
            client.get(path)
            # The lesser of two: the served relay may have moved an alert in between, whose card is then read anew.
            spent[role] = min(queries_of(client, path) for _ in range(2))
    assert max(spent.values(), default=0) <= route.queries, spent


def queries_of(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def addresses(resolver: URLResolver, prefix: str = "") -> list[str]:
    found = []
    for one in resolver.url_patterns:
        path = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            found += addresses(one, path)
        elif isinstance(one, URLPattern):
            found.append(path)
    return found


def test_no_address_is_forgotten(cast):
    """An address is in the matrix, or answers to POST only, or is reached elsewhere."""
    known = {
        route.path.split("?")[0]
        .strip("/")
        .replace("{alert}", "<uuid:alert_id>")
        .replace("{case}", "<str:code>")
        .replace("{incident}", "<uuid:incident_id>")
        .replace("{drill}", "<uuid:run_id>")
        .replace("{shift}", "<uuid:digest_id>")
        .replace("{document}", "<uuid:document>")
        .replace("{export}", "<uuid:export_id>")
        .replace("{device}", "<int:device>")
        .replace("{lawyer}", "<int:lawyer>")
        .replace("{publication}", "<str:code>")
        .replace("{schedule}", "<int:which>")
        .replace("{mail}", "<uuid:mail>")
        for route in ROUTES
    }
    forgotten = []
    for path in addresses(get_resolver()):
        if path.strip("/") in known or path.startswith(REACHED_ELSEWHERE):
            continue
        sample = "/" + re.sub(r"<(\w+):\w+>", lambda part: SAMPLES[part[1]], path)
        allowed = Client().options(sample).headers.get("Allow", "")
        if "<" in sample or "GET" in allowed:
            forgotten.append(path)
    assert not forgotten


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/api/v1/nowhere/", "/cases/C-NONE/", "/api/v1/cases/%00/", "/board/?state=%00"]
)
def test_a_wrong_address_is_never_a_server_error(path, signed_in, cast):
    answer = signed_in(cast.ana).get(path)
    assert answer.status_code in (200, 404)
    if path.startswith("/api/"):
        assert set(answer.json()) == {"code", "detail", "fields"}
