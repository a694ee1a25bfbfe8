"""Questions about exports: who knows of which, and which are due to be made or to be forgotten."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from cases.reports import workflow

if TYPE_CHECKING:
    from consular.organisation.access import Viewer


class ExportQuerySet(models.QuerySet):
    def visible_to(self, viewer: "Viewer") -> "ExportQuerySet":
        """One's own; for supervisors those about people of their posts; for the auditor all."""
        if viewer.is_auditor:
            return self.all()
        of_post = Q(consulate__in=viewer.supervisor_posts, what__in=workflow.ABOUT_PEOPLE)
        return self.filter(Q(asked_by=viewer.user_id) | of_post)

    def waiting_for(self, viewer: "Viewer") -> "ExportQuerySet":
        """Those that ask for this viewer's word."""
        waiting = self.filter(state="requested", consulate__in=viewer.supervisor_posts)
        return waiting.exclude(asked_by=viewer.user_id).order_by("asked_at")

    def to_be_made(self, now: datetime) -> "ExportQuerySet":
        """Nobody has them, or whoever had them let the lease run out."""
        free = Q(lease_ends_at__isnull=True) | Q(lease_ends_at__lte=now)
        return self.filter(free, state__in=workflow.UNDER_WAY).order_by("asked_at")

    def to_be_forgotten(self, now: datetime) -> "ExportQuerySet":
        """Files whose time is over, and requests that nobody has answered."""
        unanswered = Q(state="requested", asked_at__lte=now - workflow.ANSWER_WITHIN)
        return self.filter(Q(state="ready", expires_at__lte=now) | unanswered).order_by("asked_at")
