"""The lawyer's desk: offers to answer, cases taken, and what each of them waits for."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from cases import cards, outcomes, reporting
from cases.calendar import Agenda, agenda
from cases.engagement import sentences
from cases.models import Case, LegalMatter
from cases.querysets import CaseQuerySet
from consular.organisation.access import Viewer

SHOWN = 100
AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class Desk:
    offers: list[Case]
    taken: list[Case]
    ahead: Agenda

    @property
    def token(self) -> str:
        """Changes when anything shown does; a desk that has seen it is sent nothing."""
        shown = [f"{case.code}:{case.version}:{case.matter.version}" for case in (*self.offers, *self.taken)]
        shown += [f"{one.pk}:{one.version}" for one in self.ahead.everything]
        return hashlib.blake2s("|".join([str(len(self.offers)), *shown]).encode(), digest_size=8).hexdigest()


def desk_of(viewer: Viewer) -> Desk:
    offered = _most_urgent(Case.objects.offered_to(viewer))
    taken = _most_urgent(Case.objects.taken_by(viewer).open())
    now = timezone.now()
    ahead = agenda(viewer, now.date(), now, AHEAD)
    return Desk(offers=offered, taken=taken, ahead=ahead)


def _most_urgent(cases: CaseQuerySet) -> list[Case]:
    """With their facts, which are gathered of the shown ones alone."""
    order = ("priority", "opened_at", "code")
    shown = list(cases.order_by(*order).values_list("pk", flat=True)[:SHOWN])
    return list(cards.with_facts(Case.objects.filter(pk__in=shown)).order_by(*order))


def next_steps(case: Case) -> list[str]:
    """What the lawyer has to do next, in words."""
    if case.is_over:
        return []
    current = case.current_outcomes
    steps = list(sentences(case.matter.missing_terms()).values())
    if case.matter.state == LegalMatter.State.ENGAGED and not steps:
        steps = [_("The engagement is complete: start work.")]
    owed = reporting.standing(case.matter, timezone.now())
    asked = [_("Write the progress report: it is overdue.") if owed.is_overdue else _("Write the progress report.")]
    steps += asked * owed.is_due
    steps += [_("Report the outcome: %(axis)s.") % {"axis": outcomes.AXES[axis]} for axis in case.missing_outcomes()]
    for outcome in current.values():
        if outcome.meaning and not outcome.meaning.closes:
            steps.append(_("Still open: %(outcome)s.") % {"outcome": outcome.meaning.label})
    if case.state == Case.State.PENDING_CLOSE:
        steps.append(_("A supervisor has been asked to close it."))
    elif not case.missing_outcomes():
        steps.append(_("All outcomes are reported: ask for the closing."))
    return steps
