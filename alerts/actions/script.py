"""Ticking the call-back script: which of its steps are done."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alerts import script
from alerts.actions.moves import check, lock, save, tell
from alerts.models import Alert, ScriptTick
from consular.errors import invalid
from consular.organisation.access import Viewer


@transaction.atomic(durable=True)
def tick(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, step: str, done: bool = True) -> Alert:
    """Says that one step of the call-back script is done, or not after all. The same again changes nothing."""
    alert = lock(alert_id, viewer)
    now = check("tick", alert, viewer)
    if step not in script.codes(alert.kind):
        raise invalid(step=_("The script for this kind of alert has no such step."))
    if done:
        _tick, changed = ScriptTick.objects.get_or_create(alert=alert, step=step, defaults={"by": actor, "at": now})
    else:
        changed = bool(ScriptTick.objects.filter(alert=alert, step=step).delete()[0])
    if not changed:
        return alert
    save(alert)
    return tell(alert, "alert.script_ticked", actor, {"step": step, "done": done, "script": script.VERSION})
