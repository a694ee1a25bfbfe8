"""Verbs of who the person is: what post and lawyer learn of the identity, sealed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.actions.identity import locked_identity, write_identity_in_transaction
from cases.actions.locked import admit, conflict, record, save, visible
from cases.models import Case
from consular.organisation.access import Viewer


@transaction.atomic(durable=True)
def set_identity(
    *, code: str, actor: Any, viewer: Viewer, given: Mapping[str, str], seen_version: int | None = None
) -> Case:
    """Keeps what is given. Who has had the identity before their eyes says which version: another's work is not undone unseen.

    The event names the fields and never says what is in them.
    """
    case = visible(code, viewer)
    admit("identity", case, viewer)
    if seen_version is not None and locked_identity(case.person).version != seen_version:
        raise conflict(
            case, "identity_changed", _("Somebody else has changed this meanwhile. Show it again before you save.")
        )
    changed = write_identity_in_transaction(case.person, given)
    if changed:
        save(case, timezone.now())
        record("case.identity_changed", case, actor, fields=changed)
    return case
