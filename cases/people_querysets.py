"""Questions about many consents, flags and child cases."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from cases import workflow

if TYPE_CHECKING:
    from cases.models import Consent


class ConsentQuerySet(models.QuerySet["Consent"]):
    def latest_by_scope(self) -> dict[str, "Consent"]:
        """The last word on each scope that was spoken of."""
        newest = self.order_by("scope", "-recorded_at", "-id").distinct("scope").select_related("recorded_by")
        return {consent.scope: consent for consent in newest}


class FlagQuerySet(models.QuerySet):
    def counting(self, now: datetime) -> "FlagQuerySet":
        """Neither ended nor run out: a flag stops to count at its moment, whether or not the sweeper has come by."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), ended_at=None)

    def run_out(self, now: datetime) -> "FlagQuerySet":
        return self.filter(ended_at=None, expires_at__lte=now)


class ChildCaseQuerySet(models.QuerySet):
    def running(self) -> "ChildCaseQuerySet":
        return self.exclude(state="closed")

    def unsafe(self) -> "ChildCaseQuerySet":
        """Nobody answers for these children yet."""
        return self.exclude(state__in=workflow.CHILD_IN_CARE)

    def overdue(self, now: datetime) -> "ChildCaseQuerySet":
        return self.unsafe().filter(safe_due_at__lte=now)
