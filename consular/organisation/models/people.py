"""People who sign in, and the postings that say what each may do where."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consular.organisation.querysets import PostingQuerySet


def offered_languages() -> list[tuple[str, Any]]:
    return list(settings.LANGUAGES)


class Theme(models.TextChoices):
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class User(AbstractUser):
    """A member of staff or a lawyer. What they may do is in their postings, never in Django's permissions."""

    language = models.CharField(_("language"), max_length=5, blank=True, choices=offered_languages)
    theme = models.CharField(_("theme"), max_length=5, blank=True, choices=Theme)
    is_demo = models.BooleanField(_("demo account"), default=False)

    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]

    def display_name(self) -> str:
        return self.get_full_name() or self.username


class Role(models.TextChoices):
    OFFICER = "officer", _("Consular officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    OPERATOR = "operator", _("Call-centre operator")
    LAWYER = "lawyer", _("Lawyer")
    ANALYST = "analyst", _("Analyst")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Administrator")


class Posting(models.Model):
    """One role at one post for a time. Ended by `ends_at`, never deleted; a lawyer is posted to none."""

    user = models.ForeignKey(User, models.CASCADE, related_name="postings", verbose_name=_("user"))
    consulate = models.ForeignKey(
        "organisation.Consulate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="postings",
        verbose_name=_("post"),
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    starts_at = models.DateTimeField(_("starts"), default=timezone.now)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["user", "starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="posting_role_known"),
            models.CheckConstraint(
                condition=Q(role=Role.LAWYER, consulate__isnull=True)
                | (~Q(role=Role.LAWYER) & Q(consulate__isnull=False)),
                name="posting_has_a_post_unless_lawyer",
                violation_error_message=_("Every role but the lawyer's needs a post; a lawyer has none."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="posting_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="posting_not_twice_at_once",
                index_type="GIST",
                expressions=[
                    (F("user"), RangeOperators.EQUAL),
                    (F("role"), RangeOperators.EQUAL),
                    (Coalesce(F("consulate"), Value(0)), RangeOperators.EQUAL),
                    (
                        Func(F("starts_at"), F("ends_at"), function="TSTZRANGE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("The user already holds this role at this post in that time."),
            ),
        ]

    def clean(self) -> None:
        """Named here, on the field: a range that runs backwards would stop the check for overlaps with a DataError."""
        if self.ends_at and self.starts_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("A posting ends after it starts.")})

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}" + (f" · {self.consulate.code}" if self.consulate else "")
