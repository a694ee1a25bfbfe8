"""Handing a shift over, and signing for it: two people, one frozen digest."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import shifts
from alerts.models import ShiftDigest
from consular.errors import Conflict, NotFound, invalid
from consular.events import outbox
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate

REMARK_LIMIT = 4_000


@transaction.atomic(durable=True)
def hand_over_shift(*, consulate_id: int, actor: Any, viewer: Viewer, remark: str = "") -> ShiftDigest:
    """Freezes the digest of the shift, with the leaving officer's remark. One at a time waits for its signature."""
    if consulate_id not in viewer.posts:
        raise NotFound
    if len(remark) > REMARK_LIMIT:
        raise invalid(remark=_("At most %(most)s characters.") % {"most": REMARK_LIMIT})
    post = Consulate.objects.select_for_update(no_key=True).get(pk=consulate_id)
    waiting = ShiftDigest.objects.unsigned().filter(consulate=post).select_related("handed_by").first()
    if waiting:
        raise Conflict(
            "not_signed_yet",
            _("The hand-over before this one has not been signed yet."),
            state="unsigned",
            owner=_who(waiting.handed_by, waiting.handed_at),
        )
    now = timezone.now()
    since = shifts.began(post, now)
    content = shifts.digest(post, since=since, now=now)
    made = ShiftDigest.objects.create(
        consulate=post,
        since=since,
        handed_by=actor,
        handed_at=now,
        remark=remark.strip(),
        content=content,
        sha256=shifts.fingerprint(content),
    )
    _tell("shift.handed_over", made, actor)
    return made


@transaction.atomic(durable=True)
def sign_shift(*, digest_id: uuid.UUID, actor: Any, viewer: Viewer) -> ShiftDigest:
    """Takes the shift over. Somebody else of the post must do it than who handed it over, and only once."""
    visible = ShiftDigest.objects.visible_to(viewer).select_for_update(of=("self",))
    waiting = visible.select_related("consulate").filter(pk=digest_id).first()
    if waiting is None:
        raise NotFound
    if waiting.signed_by:
        owner = _who(waiting.signed_by, waiting.signed_at)
        said = _("%(name)s has signed it already.") % {"name": owner["name"]}
        raise Conflict("signed_already", said, state="signed", owner=owner)
    if waiting.handed_by_id == actor.pk:
        owner = _who(waiting.handed_by, waiting.handed_at)
        said = _("You handed this shift over yourself: somebody else of your post must sign it.")
        raise Conflict("needs_another", said, state="unsigned", owner=owner)
    now = timezone.now()
    present = shifts.digest(waiting.consulate, since=waiting.since, now=now)
    waiting.signed_by, waiting.signed_at = actor, now
    waiting.changes = shifts.differences(waiting.content, present)
    waiting.save(update_fields=["signed_by", "signed_at", "changes"])
    _tell("shift.signed", waiting, actor)
    return waiting


def _who(user: Any, since: Any) -> dict[str, Any]:
    return {"id": user.pk, "name": user.display_name(), "since": since}


def _tell(kind: str, digest: ShiftDigest, actor: Any) -> None:
    payload = {"open": digest.content["counts"]["open"], "sha256": digest.sha256}
    outbox.record(kind, subject=digest, posts=[digest.consulate_id], actor=actor, payload=payload)
