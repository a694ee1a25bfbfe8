"""Steps by form on the tabs People and Work, each through the page, and what the pages then say."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.utils import timezone

FINE = 302
LOS_ANGELES = "America/Los_Angeles"


def send(stage: Any, user: Any, code: str, path: str, data: Any = None) -> HttpResponse:
    return stage.client(user).post(f"/cases/{code}/{path}/", data or {})


def sent(stage: Any, user: Any, code: str, path: str, data: Any = None) -> None:
    """The step succeeds."""
    answer = send(stage, user, code, path, data)
    assert answer.status_code == FINE and "login" not in answer["Location"], (
        answer.status_code,
        path,
        _refusals(answer),
    )


def _refusals(answer: HttpResponse) -> list[str]:
    """What the page says is wrong, without the rest of it."""
    html = answer.content.decode()
    found = re.findall(r'<ul class="errorlist".*?</ul>|<div class="notice notice-alarm".*?</div>', html, re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found]


def later(stage: Any, clock: Any, **by: float) -> None:
    """Time passes, and everybody signs in anew."""
    clock.forward(**by)
    stage.clients.clear()


def read(stage: Any, user: Any, code: str, tab: str = "") -> str:
    answer = stage.client(user).get(f"/cases/{code}/{tab}", headers={"accept-language": "en"})
    assert answer.status_code == 200
    return answer.content.decode()


def local(ago: timedelta = timedelta()) -> str:
    """A moment as the post's clock shows it, the way a form takes it."""
    return (timezone.now() - ago).astimezone(ZoneInfo(LOS_ANGELES)).strftime("%Y-%m-%dT%H:%M")


def said(state: str, scope: str = "consular", how: str = "phone", words: str = "", ago: int = 1) -> dict[str, str]:
    at = local(timedelta(minutes=ago))
    return {"scope": scope, "state": state, "said_how": how, "said_at": at, "statement": words}
