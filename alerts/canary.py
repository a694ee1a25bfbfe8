"""The test press: once a minute for every post with an open board, over HTTP like any sender, until a browser has painted it."""

import asyncio
import base64
import hashlib
import hmac
import logging
import urllib.request
import uuid
from datetime import timedelta

import orjson
from django.conf import settings
from django.contrib.gis.db.models.functions import PointOnSurface
from django.db.models import Q
from django.utils import timezone

from alerts import workflow
from alerts.models import BoardSession, PostWatch, Source
from alerts.models.sender import fingerprint
from consular.events.feed import in_thread
from consular.organisation.models import Consulate, District

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=60)
LOOK_S = 1.0
TIMEOUT_S = 5


def key() -> str:
    """The service's own sender key: derived from the key file, so that it is in no table and no setting."""
    secret = hmac.digest(settings.MASTER_KEY, b"canary", hashlib.sha256)
    return "canary_" + base64.urlsafe_b64encode(secret).decode().rstrip("=")


def register() -> None:
    """Makes the source of test presses known under the present key file."""
    Source.objects.update_or_create(
        name="Canary", defaults={"kind": Source.Kind.CANARY, "key_hash": fingerprint(key()), "revoked_at": None}
    )


def due_posts() -> list[int]:
    """The posts whose test press is due: somebody's board is open there, and the last one was a minute ago. Marks them as sent."""
    now = timezone.now()
    boards = BoardSession.objects.filter(hears_bulletins=True, beat_at__gt=now - workflow.BOARD_GONE_AFTER)
    watched = {post for posts in boards.values_list("posts", flat=True) for post in posts}
    PostWatch.objects.bulk_create([PostWatch(consulate_id=post) for post in watched], ignore_conflicts=True)
    late = Q(canary_sent_at=None) | Q(canary_sent_at__lte=now - EVERY)
    due = list(PostWatch.objects.filter(late, consulate_id__in=watched).values_list("pk", flat=True))
    PostWatch.objects.filter(pk__in=due).update(canary_sent_at=now)
    return due


def press_for(post_id: int) -> dict:
    """A press inside the post's district, so that routing is tried as well; without a district, one without a place."""
    inside = District.objects.filter(consulate_id=post_id, consulate__is_active=True)
    point = inside.exclude(boundary__isempty=True).values_list(PointOnSurface("boundary"), flat=True).first()
    location = {"lat": point.y, "lng": point.x, "source": "manual"} if point else None
    return {"id": str(uuid.uuid4()), "kind": "panic", "pressed_at": timezone.now().isoformat(), "location": location}


def send(body: dict) -> None:
    """Raises OSError when the service does not take it."""
    request = urllib.request.Request(
        settings.CANARY_URL + "/api/v1/alerts/",
        orjson.dumps(body),
        {"authorization": f"Bearer {key()}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_S):
        return


def send_due() -> int:
    """Sends every test press that is due. Returns how many were taken."""
    sent = 0
    for post_id in due_posts():
        try:
            send(press_for(post_id))
            sent += 1
        except OSError as error:
            log.error("a test press was not taken: %s", type(error).__name__)
    return sent


async def run() -> None:
    """Runs beside the sweeper; a service without an address for its test presses sends none, and its boards expect none."""
    if not settings.CANARY_URL:
        return
    registered = False
    while True:
        try:
            if not registered:
                await in_thread(register)()
                registered = True
            await in_thread(send_due)()
        except Exception as error:
            log.error("test presses could not be sent: %s", type(error).__name__)
        await asyncio.sleep(LOOK_S)


def posts_with_a_canary() -> set[str]:
    """The codes of the posts that a test press can reach: those with a district, and the call centre that takes what has no place."""
    reached = Q(district__isnull=False) | Q(kind="call_centre")
    return set(Consulate.objects.filter(reached, is_active=True).values_list("code", flat=True))
