"""Published reports: the figures as they were on that day, what was left out of them, and the hash that proves it."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consular.labels import Labels
from consular.organisation.access import Viewer
from consular.privacy.fields import SealedTextField


class PublicationQuerySet(models.QuerySet):
    def visible_to(self, viewer: Viewer) -> "PublicationQuerySet":
        """Supervisors those of which all posts are theirs; analysts those that were made to leave their posts."""
        theirs = Q(post_ids__contained_by=sorted(viewer.supervisor_posts)) if viewer.is_supervisor else Q(pk__in=[])
        return self.filter(theirs | Q(audience=Publication.Audience.OUTSIDE) if viewer.is_analyst else theirs)


class Publication(Labels, models.Model):
    """One report as it was published. The database lets nothing of it be changed but that it was withdrawn, which is said once.

    `tables`, `left_out`, `question` and what `cases.reports.kept.document` adds are hashed; `words` (labels in every language) are not:
    a renamed column is the same figure.
    """

    class Audience(models.TextChoices):
        POST = "post", _("The supervisors of the post: true figures")
        OUTSIDE = "outside", _("Leaves the post: small counts are left out")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=8, unique=True)
    question = models.JSONField(_("question"))
    audience = models.CharField(_("audience"), max_length=8, choices=Audience)
    posts = ArrayField(models.CharField(max_length=16), verbose_name=_("posts"))
    post_ids = ArrayField(models.BigIntegerField(), verbose_name=_("posts"))
    tables = models.JSONField(_("figures"))
    left_out = models.JSONField(_("what was left out"))
    words = models.JSONField(_("labels"))
    definitions = models.CharField(_("version of the definitions"), max_length=12)
    as_of_seq = models.BigIntegerField(_("last event"))
    as_of_at = models.DateTimeField(_("as of"), null=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    note = SealedTextField(_("note"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("published by")
    )
    published_at = models.DateTimeField(_("published"))
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("withdrawn by")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_reason = SealedTextField(_("reason"))

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("published report")
        verbose_name_plural = _("published reports")
        ordering = ["-published_at"]
        indexes = [models.Index(fields=["-published_at"], name="publication_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="publication_has_a_hash"),
            models.CheckConstraint(condition=Q(audience__in=["post", "outside"]), name="publication_audience_known"),
            models.CheckConstraint(condition=~Q(posts=[]) & ~Q(post_ids=[]), name="publication_has_posts"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason=b"")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason=b""),
                name="publication_withdrawn_by_somebody_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def leaves_the_post(self) -> bool:
        return self.audience == self.Audience.OUTSIDE
