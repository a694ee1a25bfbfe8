"""Sends the pages that are due to the gateway that reaches telephones (PAGER_URL)."""

import logging
import urllib.request
from http.client import HTTPException

import orjson
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alerts.actions import pages

log = logging.getLogger(__name__)

TIMEOUT_S = 5


def send_due_pages() -> int:
    """Tries each page that is due once. Returns how many were delivered to the gateway."""
    delivered = 0
    while settings.PAGER_URL and (due := pages.take_due_pages(now=timezone.now())):
        for page in due:
            through = bool(page.number) and _send(page)
            pages.page_settled(page_id=page.page_id, delivered=through, now=timezone.now())
            delivered += through
    return delivered


def text(language: str) -> str:
    """Never a name, a place, a code or a kind: whoever holds the telephone learns that somebody is needed."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return _("Consular: an alert waits. Open the board.")


def _send(page: pages.Due) -> bool:
    body = orjson.dumps({"to": page.number, "channel": page.channel, "text": text(page.language)})
    headers = {"Content-Type": "application/json", "Idempotency-Key": f"page-{page.page_id}"}
    if settings.PAGER_TOKEN:
        headers["Authorization"] = f"Bearer {settings.PAGER_TOKEN}"
    request = urllib.request.Request(settings.PAGER_URL, data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
            return 200 <= answer.status < 300
    except (OSError, HTTPException) as error:  # also what the gateway refuses, and an answer that is none
        log.warning("page %s was not delivered: %s", page.page_id, type(error).__name__)
        return False
