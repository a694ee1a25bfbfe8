"""The public pages: the panic client at /sos/ with its worker, and the family's status by receipt at /f/. No session is needed."""

import functools
import hashlib
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from alerts import crockford
from alerts.models import Alert
from consular.organisation import preferences
from consular.organisation.models import Consulate, PostKind
from consular.organisation.sign_in import client_address

WORKER = "js/sos/worker.js"
# All that the panic client needs to open without a network; a test holds it against what the page asks for.
SHELL = (
    "css/consular.css",
    "css/sos.css",
    "icons/favicon.svg",
    "icons/sos.svg",
    "icons/sos-180.png",
    "icons/sos-512.png",
    "icons/sprite.svg",
    "js/shell.js",
    "js/sos/arrive.js",
    *(
        f"js/sos/{name}.js"
        for name in ("api", "cancel", "follow", "hold", "leave", "main", "outbox", "page", "place", "store")
    ),
)

RECEIPT_LIMIT = 32
CANCEL_ASKED = "cancel_asked"


class Pace:
    """So many tries per minute from one address.

    Counted in this process's memory: it works with Redis and the database away, and no relative's address is written
    down anywhere. With several processes the limit is that many times higher, which guessing 80 random bits does not mind.
    """

    def __init__(self, *, per_minute: int):
        self.per_minute = per_minute
        self.tries: Counter[str] = Counter()
        self.minute = 0

    def allows(self, address: str) -> bool:
        minute = int(time.monotonic() // 60)
        if minute != self.minute:
            self.tries, self.minute = Counter(), minute
        self.tries[address] += 1
        return self.tries[address] <= self.per_minute


lookups = Pace(per_minute=30)


@require_safe
def sos(request: HttpRequest) -> HttpResponse:
    """The panic client. The same page for everybody: whose phone it is, only the phone knows."""
    return _page(request, "alerts/sos.html", {})


@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker, told what the client's shell is and which version of it this server has."""
    files = [reverse("sos-manifest"), *(static(name) for name in SHELL)]
    shell = {"version": _shell_version(), "page": reverse("sos"), "files": files}
    text = f"const SHELL = {orjson.dumps(shell).decode()};\n{_source(WORKER).decode()}"
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


@require_safe
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone shows on its home screen: the product's name and mark, and no word of danger, for others see the phone, too."""
    start = reverse("sos")
    icons = [("icons/sos-512.png", "512x512", "image/png"), ("icons/sos.svg", "any", "image/svg+xml")]
    described = {
        "id": start,
        "start_url": start,
        "scope": start,
        "name": "Consular",
        "short_name": "Consular",
        "display": "standalone",
        "background_color": "#f3f4f6",
        "theme_color": "#1b3a6b",
        "icons": [
            {"src": static(name), "sizes": sizes, "type": kind, "purpose": "any maskable"}
            for name, sizes, kind in icons
        ],
    }
    return JsonResponse(described, content_type="application/manifest+json")


@sensitive_post_parameters("receipt")
@require_http_methods(["GET", "HEAD", "POST"])
def family(request: HttpRequest) -> HttpResponse:
    """Where an alert stands, for who holds its receipt. A receipt travels in the body only: addresses end up in logs and histories."""
    if request.method != "POST":
        return _page(request, "alerts/family.html", {})
    if not lookups.allows(client_address(request)):
        return _page(request, "alerts/family.html", {"too_fast": True}, status=429)
    receipt = crockford.normalised(request.POST.get("receipt", "")[: 2 * RECEIPT_LIMIT])[:RECEIPT_LIMIT]
    return _page(
        request, "alerts/family.html", {"asked": True, "receipt": receipt, "alert": status_by_receipt(receipt)}
    )


def status_by_receipt(receipt: str) -> dict[str, Any] | None:
    """`{stage, received_at, drill}`, or None. Nothing of the person, the place, the consulate or its people is even read.

    From the first request to cancel on, the stage stays `cancel_asked`: a true cancel closes the alert sooner or later and a
    forced one does not, and whoever stands beside the person may be reading this page.
    """
    known = Alert.objects.filter(~Q(receipt=""), receipt=receipt)
    row = known.values("state", "cancel_requested_at", "received_at", "drill").order_by().first()
    if row is None:
        return None
    stage = CANCEL_ASKED if row["cancel_requested_at"] else row["state"]
    return {"stage": stage, "received_at": row["received_at"], "drill": row["drill"]}


def _page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A public page, in the language that its own switch asks for and then remembers."""
    asked = request.GET.get("language")
    language = asked if asked in dict(settings.LANGUAGES) else None
    context = {"call_centre": _call_centre(), **context}
    with translation.override(language or translation.get_language()):
        response = render(request, template, context, status=status)
        response.headers["Content-Language"] = translation.get_language()
    preferences.remember(response, language=language, theme=None)
    return response


def _call_centre() -> dict[str, str] | None:
    """The number to call when nothing else works: as people write it, and as a phone dials it."""
    centre = Consulate.objects.filter(kind=PostKind.CALL_CENTRE, is_active=True).order_by("pk").first()
    if centre is None or not (number := centre.emergency_phone or centre.phone):
        return None
    return {"name": centre.name, "phone": number, "dial": re.sub(r"[^0-9+]", "", number)}


@functools.cache
def _shell_version() -> str:
    """Changes with any file of the shell, so that a phone never mixes two versions."""
    return hashlib.sha256(b"".join(_source(name) for name in (*SHELL, WORKER))).hexdigest()[:16]


def _source(name: str) -> bytes:
    path = finders.find(name)
    if not path:
        raise FileNotFoundError(name)
    return Path(path).read_bytes()
