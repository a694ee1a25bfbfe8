"""The tabs of a case: which there are, and who is shown which."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import cards, workflow
from cases.models import Case
from consular.organisation.access import Viewer


def _inside(case: Case, viewer: Viewer) -> bool:
    return not cards.is_limited(case, viewer)


@dataclass(frozen=True)
class Tab:
    """`name` is also the name of its address."""

    name: str
    label: Promise
    is_for: Callable[[Any, Any], bool] = _inside


TABS = (
    Tab("case", _("Overview"), lambda case, viewer: True),
    Tab("case-custody", _("Custody")),
    Tab("case-calendar", _("Calendar")),
    Tab("case-counsel", _("Counsel")),
    Tab("case-documents", _("Documents")),
    Tab("case-identity", _("Person"), workflow.may_unmask),
    Tab("case-people", _("People")),
    Tab("case-work", _("Work")),
    Tab("case-tasks", _("Tasks")),
    Tab("case-story", _("Timeline")),
)


def tabs_of(case: Case, viewer: Viewer) -> list[Tab]:
    return [tab for tab in TABS if tab.is_for(case, viewer)]
