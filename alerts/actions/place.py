"""Where the person is: the alert follows its track, proposes a facility, and an officer answers the proposal."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import facilities, routing, track, workflow
from alerts.actions.moves import check, lock, save, tell
from alerts.actions.ownership import OFFER, start_offer
from alerts.locating import WHERE_FROM, set_state
from alerts.models import Alert, FacilityProposal, Position
from alerts.standing import owner_of
from consular.errors import Conflict
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate

NEAREST_PLACE = "SELECT name || ', ' || state FROM organisation_place ORDER BY point <-> ST_SetSRID(ST_MakePoint(%s, %s), 4326) LIMIT 1"
PLACELESS = ("home_post", "call_centre")  # how `accept.sql` routes an alert that came without a place


def anchor_of(alert: Alert, fixes: list[track.Fix]) -> int | None:
    """The fix that the alert stands on now, if that was a true one."""
    if alert.point is None or alert.fix_source == "mock":
        return None
    here = (alert.fixed_at, alert.point.y, alert.point.x)
    return next((fix.id for fix in fixes if (fix.fixed_at, fix.lat, fix.lng) == here and fix.source != "mock"), None)


def follow_track(alert: Alert) -> None:
    """Puts the alert where its newest believed fix is. The first place that it has sends it to its posts. The caller saves."""
    placed_at = None if alert.fix_source == "mock" else alert.fixed_at
    fixes = _believed(alert, since=placed_at)
    if not fixes or (placed_at and fixes[-1].fixed_at <= placed_at):
        return
    newest = fixes[-1]
    point = Point(newest.lng, newest.lat, srid=4326)
    alert.point, alert.accuracy_m = point, newest.accuracy_m
    alert.fixed_at, alert.fix_source = newest.fixed_at, newest.source
    alert.pace_m_s = track.pace_m_s(fixes)
    with connection.cursor() as cursor:
        cursor.execute(NEAREST_PLACE, [newest.lng, newest.lat])
        alert.place = (cursor.fetchone() or ("",))[0]
    if alert.state == workflow.RECEIVED and alert.routing.get("method") in PLACELESS:
        _route(alert, point)


def _believed(alert: Alert, *, since: datetime | None) -> list[track.Fix]:
    """The fixes since then that are believed, the newest last."""
    positions = Position.objects.of(alert)
    fixes = [track.fix_of(position) for position in (positions.filter(fixed_at__gte=since) if since else positions)]
    return track.believed(fixes, track.judge(fixes, anchor=anchor_of(alert, fixes)))


def _route(alert: Alert, point: Point) -> None:
    """The posts whose districts have the place get the alert; the post that had it until now goes on seeing it."""
    found = routing.route(point, alert.accuracy_m)
    alert.consulate_id = found.post_id
    alert.posts = sorted({*alert.posts, *found.posts})
    alert.routing = found.decision


def propose_facility(alert: Alert, *, since: datetime | None = None) -> None:
    """Proposes "probably at X" for the believed fixes since then; what was answered for this alert is not asked again.

    A proposal that rests on the circle of the newest fix goes when that circle no longer reaches; who has entered stays proposed:
    telephones are taken away there.
    """
    if alert.state == workflow.HANDLED:
        return
    fixes = _believed(alert, since=since)
    if not fixes:
        return
    match = facilities.match([fix.id for fix in fixes], newest=fixes[-1].id)
    open_one = alert.proposals.filter(state=FacilityProposal.State.OPEN).first()
    if match is None:
        if open_one and open_one.basis == FacilityProposal.Basis.COVERS:
            _supersede(open_one)
            save(alert)
            tell(alert, "alert.facility_withdrawn", None, {"facility": open_one.facility_id})
        return
    known = alert.proposals.filter(facility_id=match.facility_id).first()
    if alert.facility_id == match.facility_id or (known and known.state != FacilityProposal.State.SUPERSEDED):
        return
    if open_one:
        _supersede(open_one)
    found = {"basis": match.basis, "distance_m": round(match.distance_m), "position_id": match.position_id}
    FacilityProposal.objects.update_or_create(
        alert=alert,
        facility_id=match.facility_id,
        defaults={**found, "state": FacilityProposal.State.OPEN, "at": timezone.now()},
    )
    save(alert)
    payload = {"facility": match.facility_id, "basis": match.basis, "distance_m": found["distance_m"]}
    tell(alert, "alert.facility_proposed", None, payload)


def _supersede(proposal: FacilityProposal) -> None:
    proposal.state = FacilityProposal.State.SUPERSEDED
    proposal.save(update_fields=["state"])


@transaction.atomic(durable=True)
def accept_facility(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer) -> Alert:
    """The person is probably held there: detained, unconfirmed, at that facility. In another district it starts the hand-over."""
    alert = lock(alert_id, viewer)
    now = check("person", alert, viewer)
    proposal = _open_proposal(alert)
    _answer(proposal, FacilityProposal.State.ACCEPTED, actor, now)
    set_state(alert, Alert.PersonState.DETAINED_UNCONFIRMED, now, facility=proposal.facility)
    to = _post_of(proposal)
    if alert.state in workflow.OWNED and alert.handover_to_id is None and to.pk not in alert.posts and not alert.drill:
        start_offer(alert, to.pk, actor, now)
    save(alert, *WHERE_FROM, *OFFER)
    payload = {"state": alert.person_state, "facility": proposal.facility_id, "source": "track"}
    tell(alert, "alert.person_state", actor, payload)
    if alert.handover_to_id == to.pk:
        save(alert)
        tell(alert, "alert.handover_offered", actor, {"to": to.code})
    return alert


@transaction.atomic(durable=True)
def reject_facility(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer) -> Alert:
    """The person is not held there, as far as the officer knows: not proposed for this alert again."""
    alert = lock(alert_id, viewer)
    now = check("person", alert, viewer)
    proposal = _open_proposal(alert)
    _answer(proposal, FacilityProposal.State.REJECTED, actor, now)
    save(alert)
    return tell(alert, "alert.facility_rejected", actor, {"facility": proposal.facility_id})


def _open_proposal(alert: Alert) -> FacilityProposal:
    proposal = alert.proposals.filter(state=FacilityProposal.State.OPEN).select_related("facility__consulate").first()
    if proposal is None:
        raise Conflict(
            "no_proposal", _("No facility is proposed for this alert now."), state=alert.state, owner=owner_of(alert)
        )
    return proposal


def _answer(proposal: FacilityProposal, state: str, actor: Any, now: datetime) -> None:
    proposal.state, proposal.answered_by, proposal.answered_at = state, actor, now
    proposal.save(update_fields=["state", "answered_by", "answered_at"])


def _post_of(proposal: FacilityProposal) -> Consulate:
    """The post that answers for the facility."""
    post = proposal.facility.consulate
    if post and post.is_active:
        return post
    assert proposal.facility.point is not None  # else it could not have matched
    return Consulate.objects.get(pk=routing.route(proposal.facility.point, 1).post_id)
