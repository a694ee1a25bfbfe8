"""The verb of consent: what the person said. An express opposition stops every case of theirs, and ends by a statement only."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import actions as alert_actions
from alerts.models import Person
from alerts.workflow import says_enough
from cases import workflow
from cases.actions import wall as asylum_wall
from cases.actions.judging import judge_anew
from cases.actions.locating import CLOCK, start_again
from cases.actions.locked import admit, conflict, record, save, save_matter, visible
from cases.actions.offers import COUNSEL, release_counsel
from cases.actions.stopping import STOP, stop, stop_ends
from cases.consent import MINUTE
from cases.models import Case, Consent
from cases.words import check_past
from consular.errors import invalid
from consular.organisation.access import Viewer

NOT_THE_PERSON = (Consent.How.AUTHORITY, Consent.How.FAMILY)


@transaction.atomic(durable=True)
def record_consent(
    *,
    code: str,
    actor: Any,
    viewer: Viewer,
    scope: str,
    state: str,
    said_how: str,
    said_at: datetime,
    statement: str = "",
    wall: str = "",
) -> Case:
    """Keeps what the person said about one scope. Said the same already: nothing changes."""
    _lock_all_of_the_person(code, viewer)
    case = visible(code, viewer)
    admit("consent", case, viewer)
    now = timezone.now()
    person = Person.objects.select_for_update(no_key=True).get(pk=case.person_id)
    before = Consent.objects.filter(person=person, scope=scope).latest_by_scope().get(scope)
    known = before.state if before else "unknown"
    if known == state:
        return case
    if state not in workflow.CONSENT[known]:
        raise conflict(case, "not_from_here", _("The person has said something from which this does not follow."))
    _check(known, state, said_how, said_at, statement, now)
    asylum_wall.passes(statement, wall, case=case, viewer=viewer, field="statement")
    if before and said_at < before.said_at:
        raise invalid(said_at=_("A later word of the person is recorded already."))
    Consent.objects.create(
        person=person,
        scope=scope,
        state=state,
        said_how=said_how,
        said_at=said_at,
        statement=statement.strip(),
        recorded_by=actor,
        recorded_at=now,
    )
    if scope == Consent.Scope.CONSULAR and "expressly_opposed" in (known, state):
        _follow(case, state, said_at, now, actor)
    elif (scope, state) == (Consent.Scope.LAWYER, Consent.State.EXPRESSLY_OPPOSED):
        _withdraw_offers(case, now, actor)
    save(case, now)
    record("case.consent_recorded", case, actor, scope=scope, state=state)
    return case


def _lock_all_of_the_person(code: str, viewer: Viewer) -> None:
    """In one order, whoever asks from whichever of the person's cases. Those of other posts are stopped too."""
    asked = Case.objects.visible_to(viewer).filter(code=code).values("person")
    list(Case.objects.filter(person__in=asked).open().order_by("pk").select_for_update(of=("self",)))


def _check(known: str, state: str, said_how: str, said_at: datetime, statement: str, now: datetime) -> None:
    check_past("said_at", said_at, now)
    if state == Consent.State.EXPRESSLY_OPPOSED and said_how in NOT_THE_PERSON:
        raise invalid(
            said_how=_(
                "The treaty asks for the person's own express word. What others report is kept as declined; keep asking."
            )
        )
    if "expressly_opposed" in (known, state) and not says_enough(statement):
        raise invalid(statement=_("Write down what the person said: an opposition begins and ends with a statement."))
    if known == Consent.State.EXPRESSLY_OPPOSED and said_how in NOT_THE_PERSON:
        raise invalid(said_how=_("Only the person can take an express opposition back."))


def _follow(case: Case, state: str, said_at: datetime, now: datetime, actor: Any) -> None:
    """All alerts of the person and then all open cases, among them one that was just being opened from such an alert."""
    opposed = state == Consent.State.EXPRESSLY_OPPOSED
    # People give the minute: a press within it is not taken for one that came after.
    opposed_at = min(said_at + MINUTE, now) if opposed else None
    alert_actions.mark_opposed_in_transaction(person_id=case.person_id, opposed_at=opposed_at, actor=actor)
    others = Case.objects.filter(person=case.person_id).open().exclude(pk=case.pk).order_by("pk")
    others = others.prefetch_related("matters__offers", "matters__lawyer", "outcomes")
    for one in (case, *others.select_for_update(of=("self",))):
        if opposed:
            stop(one)
            _withdraw_offers(one, now, actor)
        else:
            stop_ends(one)
            if one.state in workflow.NOT_LOCATED:
                start_again(one, now)
        save(one, now, *STOP, *CLOCK, *judge_anew(one, now, actor))
        record("case.stopped" if opposed else "case.stop_ended", one, actor)


def _withdraw_offers(case: Case, now: datetime, actor: Any) -> None:
    """Nobody is asked any more. A lawyer who is engaged stays: theirs is the client, not the consulate."""
    matter = case.matter
    if matter.lawyer_id is None and case.open_offers:
        release_counsel(case, actor, now)
        save_matter(matter, now, "state", *COUNSEL)
