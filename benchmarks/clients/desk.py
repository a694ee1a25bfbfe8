"""The pages of cases as the application serves them, in this process, beside the bare statements that fetch the same rows.

Task: {times}. Result: {page: {"ms": [server time], "bare_ms": [the rows alone], "queries": n, "status": code}}.
"""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

POST = "LAX"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consular.settings")
    importlib.import_module("consular.asgi")  # loaded as the server loads it, the collector's settings with it
    task = json.load(sys.stdin)
    json.dump(Pages().measure(task["times"]), sys.stdout)


class Pages:
    def __init__(self) -> None:
        from django.conf import settings  # noqa: PLC0415  settings must be ready first
        from django.test import Client  # noqa: PLC0415

        from cases.models import Case, LegalMatter  # noqa: PLC0415
        from consular.organisation.models import User  # noqa: PLC0415

        settings.ALLOWED_HOSTS = ["localhost"]
        self.host, self.client_class = {"HTTP_HOST": "localhost"}, Client
        self.backend = settings.AUTHENTICATION_BACKENDS[-1]
        matter = LegalMatter.objects.filter(state="engaged").order_by("-opened_at").first()
        own = Case.objects.filter(consulate__code=POST).exclude(state="closed").order_by("-opened_at")
        self.lawyer, self.lawyers_case = matter.lawyer, matter.case
        self.case = own[0]
        self.officer = User.objects.filter(postings__role="officer", postings__consulate__code=POST).order_by("pk")[0]

    def measure(self, times: int) -> dict[str, Any]:
        lawyer, officer = self.signed_in(self.lawyer), self.signed_in(self.officer)
        find = "/api/v1/search/"
        pages: dict[str, tuple[Callable[[], Any], str, list[Any]]] = {
            "the lawyer's desk": (lambda: lawyer.get("/desk/"), DESK, [self.lawyer.pk]),
            "the list, an officer's": (lambda: officer.get("/cases/"), LIST, [POST]),
            "the list, open ones": (lambda: officer.get("/cases/?state=open"), OPEN, [POST]),
            "the list, page 100": (lambda: officer.get("/cases/?page=100"), LIST_100, [POST]),
            "the list, a lawyer's": (lambda: lawyer.get("/cases/"), TAKEN, [self.lawyer.pk]),
            "a case, an officer's": (lambda: officer.get(f"/cases/{self.case.code}/"), CASE, [self.case.pk]),
            "a case, a lawyer's": (
                lambda: lawyer.get(f"/cases/{self.lawyers_case.code}/"),
                CASE,
                [self.lawyers_case.pk],
            ),
            "the calendar, an officer's": (lambda: officer.get("/calendar/"), DUE, [POST]),
            "the calendar, a lawyer's": (lambda: lawyer.get("/calendar/"), TAKEN, [self.lawyer.pk]),
            "a case's calendar": (
                lambda: lawyer.get(f"/cases/{self.lawyers_case.code}/calendar/"),
                CASE,
                [self.lawyers_case.pk],
            ),
            "a case's custody": (lambda: officer.get(f"/cases/{self.case.code}/custody/"), CASE, [self.case.pk]),
            "the timeline": (lambda: officer.get(f"/cases/{self.case.code}/timeline/"), CASE, [self.case.pk]),
            "tasks of a post": (lambda: officer.get("/tasks/?whose=post"), TASKS, [POST]),
            "the shift with its cases": (lambda: officer.get("/shift/"), OPEN, [POST]),
            "search: an A-number": (lambda: self.ask(officer, find, "A000000017"), MARK, ["a_number"]),
            "search: a name of three parts": (lambda: self.ask(officer, find, "Maria Garsia Lopes"), MARK, ["name"]),
            "search: one common surname": (lambda: self.ask(officer, find, "Garsia"), MARK, ["name"]),
            "search: a name, a lawyer's": (lambda: self.ask(lawyer, find, "Maria Garsia Lopes"), MARK, ["name"]),
        }
        return {name: self.one(*page, times) for name, page in pages.items()}

    def signed_in(self, user: Any) -> Any:
        client = self.client_class(**self.host)
        client.force_login(user, backend=self.backend)
        return client

    def ask(self, client: Any, path: str, q: str) -> Any:
        return client.post(path, json.dumps({"q": q}), content_type="application/json")

    def one(self, page: Callable[[], Any], bare: str, parameters: list[Any], times: int) -> dict[str, Any]:
        from django.db import connection  # noqa: PLC0415
        from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

        with CaptureQueriesContext(connection) as queries:
            answer = page()
        spent = len(queries)
        if answer.status_code != 200:
            raise SystemExit(f"{answer.status_code}: {answer.content[:300]!r}")
        taken = [timed(page) for _time in range(times)]
        return {
            "ms": taken,
            "bare_ms": [timed(lambda: fetch(connection, bare, parameters)) for _time in range(times)],
            "queries": spent,
        }


def timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - began)


def fetch(connection: Any, sql: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


OF_POST = "SELECT * FROM cases_case WHERE consulate_id = (SELECT id FROM organisation_consulate WHERE code = %s)"
LIST = f"{OF_POST} ORDER BY opened_at DESC LIMIT 50"
LIST_100 = f"{OF_POST} ORDER BY opened_at DESC LIMIT 50 OFFSET 4950"
OPEN = f"{OF_POST} AND state <> 'closed' ORDER BY opened_at DESC LIMIT 50"
DESK = """SELECT * FROM cases_legalmatter AS matter JOIN cases_case AS own ON own.id = matter.case_id
WHERE matter.lawyer_id = %s AND own.state <> 'closed' ORDER BY own.priority, own.opened_at LIMIT 100"""
TAKEN = """SELECT * FROM cases_legalmatter AS matter JOIN cases_case AS own ON own.id = matter.case_id
WHERE matter.lawyer_id = %s ORDER BY own.opened_at DESC LIMIT 50"""
CASE = """SELECT * FROM events_event WHERE subject_type = 'case' AND subject_id = %s ORDER BY id DESC LIMIT 50"""
TASKS = """SELECT * FROM cases_task AS task JOIN cases_case AS own ON own.id = task.case_id
WHERE task.done_at IS NULL AND own.consulate_id = (SELECT id FROM organisation_consulate WHERE code = %s)
ORDER BY task.due_at LIMIT 50"""
DUE = """SELECT * FROM cases_deadline AS due JOIN cases_legalmatter AS matter ON matter.id = due.matter_id
JOIN cases_case AS own ON own.id = matter.case_id WHERE due.state IN ('proposed', 'confirmed')
AND due.due_on BETWEEN current_date AND current_date + 28
AND own.consulate_id = (SELECT id FROM organisation_consulate WHERE code = %s) ORDER BY due.due_on LIMIT 200"""
MARK = "SELECT * FROM alerts_identitymark WHERE kind = %s AND index = decode('00', 'hex')"

if __name__ == "__main__":
    main()
