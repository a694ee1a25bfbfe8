"""What the person's consent lets be done: the treaty's stop, asked by every action that reaches out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from alerts import opposition
from alerts.models import Alert, Person
from cases import workflow
from cases.models import Case, Consent
from consular.errors import Conflict

MINUTE = timedelta(minutes=1)  # as exactly as people say when something was
CONSULAR = Consent.Scope.CONSULAR


@dataclass(frozen=True, slots=True)
class Stop:
    """Since when the person opposes consular assistance; `asked_since`: has pressed after that, so that it is in doubt."""

    opposed_at: datetime
    asked_since: bool

    @property
    def holds(self) -> bool:
        return not self.asked_since


def stop_of(case: Case, person: Person) -> Stop | None:
    """The stop that lies on a case, for its banner. No query for who has never opposed."""
    if person.opposed_at is None:
        return None
    alerts = Alert.objects.filter(case_link__case=case)
    return Stop(person.opposed_at, opposition.pressed_since(alerts, person.opposed_at))


def refuse_if_opposed(case: Case, scope: str, *, at: datetime | None = None) -> None:
    """409 where the person does not want it: consular assistance as a whole (Vienna Convention, art. 36(1)(c)), or this scope.

    Called by every action that reaches out, offers or tells. `at`: when it was done, for what is written down afterwards:
    a visit before the person opposed it was made, and stays a fact.
    """
    stop = stop_of(case, Person.objects.get(pk=case.person_id))
    if stop and stop.holds and (at is None or at + MINUTE > stop.opposed_at):
        raise Conflict(
            "opposed",
            _("The person has expressly opposed consular assistance. Nothing may be done until they say otherwise."),
            state=case.state,
        )
    if scope == CONSULAR:
        return
    said = Consent.objects.filter(person=case.person_id, scope=scope).latest_by_scope().get(scope)
    if said is None or (at is not None and at < said.said_at):
        return
    label = Consent.Scope(scope).label
    if said.state == Consent.State.EXPRESSLY_OPPOSED:
        raise Conflict(
            "opposed", _("The person has expressly opposed this: %(scope)s.") % {"scope": label}, state=case.state
        )
    if said.state in workflow.NOT_AGREED:
        raise Conflict(
            "declined", _("The person has not agreed to this: %(scope)s.") % {"scope": label}, state=case.state
        )
