"""What a viewer is told of a track: every fix with its three times and its judgement, or one coarse place."""

from datetime import datetime
from typing import Any

from alerts import cards, facilities, track
from alerts.actions.place import anchor_of
from alerts.models import Alert, Position
from consular.organisation.access import Viewer


def render(alert: Alert, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """Oldest first. The card's rule says who sees where exactly; a coarse track would tell by its crossings, so there is none."""
    exact = cards.sees_exact_place(alert, viewer, now)
    positions = list(Position.objects.of(alert)) if exact else []
    fixes = [track.fix_of(position) for position in positions]
    judged = track.judge(fixes, anchor=anchor_of(alert, fixes))
    verdicts = list(judged.values())
    return {
        "precision": "exact" if exact else "1km",
        "items": [_item(position, judged[position.pk]) for position in positions] if exact else _coarse(alert),
        "held_back": {"mock": verdicts.count("mock"), "jump": verdicts.count("jump")},
        "fastest_m_s": track.FASTEST_M_S,
        "pace_m_s": track.pace_m_s(track.believed(fixes, judged)),
        "nearest_facility": facilities.nearest(alert) if exact else None,
    }


def _item(position: Position, judgement: str) -> dict[str, Any]:
    return {
        "lat": position.point.y,
        "lng": position.point.x,
        "accuracy_m": position.accuracy_m,
        "fixed_at": cards.iso(position.fixed_at),
        "sent_at": cards.iso(position.sent_at),
        "received_at": cards.iso(position.received_at),
        "source": position.fix_source or None,
        "judgement": judgement,
    }


def _coarse(alert: Alert) -> list[dict[str, Any]]:
    if alert.point is None:
        return []
    return [
        {
            "lat": round(alert.point.y, cards.ABOUT_1_KM),
            "lng": round(alert.point.x, cards.ABOUT_1_KM),
            "accuracy_m": max(alert.accuracy_m or 0, 1_000),
            "fixed_at": cards.iso(alert.fixed_at),
            "sent_at": None,
            "received_at": None,
            "source": alert.fix_source or None,
            "judgement": "mock" if alert.fix_source == "mock" else "ok",
        }
    ]
