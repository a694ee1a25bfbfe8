"""Steps that most stories of a case begin with, each through the API."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client


class Stage:
    """Brings a case as far as a test needs it, and asserts that every step on the way succeeds."""

    def __init__(self, cast: Any, signed_in: Any, press: Any):
        self.cast, self.signed_in, self.press = cast, signed_in, press
        self.clients: dict[int, Client] = {}

    def client(self, user: Any) -> Client:
        """Each member of the cast signs in once per story."""
        if user.pk not in self.clients:
            self.clients[user.pk] = self.signed_in(user)
        return self.clients[user.pk]

    def post(self, user: Any, path: str, body: Any = None) -> HttpResponse:
        body = json.dumps({} if body is None else body)
        return self.client(user).post(f"/api/v1/{path}", body, content_type="application/json")

    def get(self, user: Any, path: str) -> HttpResponse:
        return self.client(user).get(f"/api/v1/{path}")

    def do(self, user: Any, code: str, verb: str, body: Any = None) -> HttpResponse:
        return self.post(user, f"cases/{code}/{verb}/", body)

    def done(self, user: Any, code: str, verb: str, body: Any = None) -> dict:
        response = self.do(user, code, verb, body)
        assert response.status_code == 200, response.content
        return response.json()

    def claimed(self, user: Any = None, **body: Any) -> str:
        alert_id = str(self.press(**body))
        response = self.post(user or self.cast.ana, f"alerts/{alert_id}/claim/")
        assert response.status_code == 200, response.content
        return alert_id

    def opened(self, user: Any = None, **body: Any) -> str:
        user = user or self.cast.ana
        response = self.post(user, f"alerts/{self.claimed(user, **body)}/open-case/")
        assert response.status_code == 201, response.content
        return response.json()["case"]["code"]

    def offered(self, lawyer: Any = None, **body: Any) -> str:
        code = self.opened(**body)
        self.done(self.cast.ana, code, "assign", {"lawyer": (lawyer or self.cast.luis).pk})
        return code

    def taken(self, lawyer: Any = None, **body: Any) -> str:
        lawyer = lawyer or self.cast.luis
        code = self.offered(lawyer, **body)
        self.done(lawyer, code, "accept")
        return code

    def reported(self, lawyer: Any = None) -> str:
        lawyer = lawyer or self.cast.luis
        code = self.taken(lawyer)
        for axis, outcome in (("custody", "bond_judge"), ("proceeding", "terminated"), ("service", "extended")):
            self.done(lawyer, code, "outcome", {"axis": axis, "code": outcome})
        return code

    def asked_to_close(self, user: Any = None) -> str:
        code = self.reported()
        self.done(user or self.cast.ana, code, "request-close")
        return code

    def closed(self) -> str:
        code = self.asked_to_close()
        self.done(self.cast.carmen, code, "close")
        return code


@pytest.fixture
def stage(cast: Any, signed_in: Any, press: Any) -> Stage:
    return Stage(cast, signed_in, press)
