"""Static files are answered before Django is asked, and nobody can tell."""

import asyncio

import httpx
import pytest
from django.conf import settings
from django.test import Client

from consular.asgi import application

SCRIPT = "/static/js/board/main.js"


def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(answer())


@pytest.fixture(autouse=True)
def collected():
    """The files as the start of a server finds them."""
    if not (settings.STATIC_ROOT / "js/board/main.js").is_file():
        pytest.fail("collectstatic has not run")


def test_it_is_the_answer_of_the_middleware_to_the_last_header():
    through_django = Client().get(SCRIPT, headers={"accept-encoding": "gzip"})
    answer = ask(SCRIPT, **{"accept-encoding": "gzip"})

    assert answer.status_code == 200
    assert dict(answer.headers) == {name.lower(): value for name, value in through_django.items()}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.text == (settings.BASE_DIR / "static/js/board/main.js").read_text()


def test_what_the_browser_has_is_not_sent_again():
    tag = ask(SCRIPT).headers["etag"]

    assert (ask(SCRIPT, **{"if-none-match": tag}).status_code, ask(SCRIPT, method="HEAD").content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "method", "status"), [(SCRIPT, "POST", 405), ("/static/js/board/none.js", "GET", 404)]
)
def test_what_is_no_file_or_no_question_is_refused(path, method, status):
    assert ask(path, method).status_code == status
