"""The call-back script as one viewer reads it on one alert, with what is done."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from alerts import script
from alerts.cards import iso
from alerts.models import Alert
from alerts.standing import sees_duress, standing_of
from consular.errors import Forbidden
from consular.organisation.access import Viewer


def for_viewer(alert: Alert, viewer: Viewer) -> dict[str, Any]:
    """`{version, variant, language, done, steps: [{code, title, say, help, why, ticked}]}`. Ticks are for those who work on the alert."""
    standing = standing_of(alert, viewer, timezone.now())
    if not (standing.works_here or viewer.is_operator):
        raise Forbidden
    duress = alert.duress and sees_duress(standing)
    language = script.spoken(alert.language, *alert.person.languages)
    ticks = {one.step: one for one in alert.ticks.select_related("by")} if standing.works_here else {}
    steps = script.steps(alert.kind, language=language, reader=get_language() or "", duress=duress)
    return {
        "version": script.VERSION,
        "variant": "duress" if duress else "call",
        "language": language,
        "done": sum(step.code in ticks for step in steps),
        "steps": [
            {
                "code": step.code,
                "title": step.title,
                "say": step.say,
                "help": step.help,
                "why": step.why,
                "ticked": _ticked(ticks.get(step.code)),
            }
            for step in steps
        ],
    }


def _ticked(tick: Any) -> dict[str, Any] | None:
    return {"at": iso(tick.at), "by": tick.by.display_name()} if tick else None
