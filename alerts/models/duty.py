"""Who is on duty when, whom a post's chains ring, and the pages that go to telephones."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consular.labels import Labels
from consular.organisation.models import Consulate
from consular.privacy.fields import SealedTextField


class Weekday(models.IntegerChoices):
    """As `date.weekday()` counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class DutyShift(Labels, models.Model):
    """Somebody's turn, every week: wall-clock times in the post's zone. One that does not end after it starts ends the next day."""

    consulate = models.ForeignKey(Consulate, models.CASCADE, related_name="+", verbose_name=_("post"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user"))
    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=Weekday)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("duty shift")
        verbose_name_plural = _("duty shifts")
        indexes = [models.Index(fields=["consulate", "weekday"], name="duty_by_post_and_day")]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="duty_weekday_known"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")), name="duty_valid_forwards"
            ),
            models.UniqueConstraint(
                fields=["consulate", "user", "weekday", "starts", "ends", "valid_from"], name="duty_shift_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.weekday} {self.starts:%H:%M}–{self.ends:%H:%M}"


class DutyAbsence(models.Model):
    """A time in which somebody is on no duty, whatever the roster says."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        indexes = [models.Index(fields=["user", "ends_at"], name="absence_by_user")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_starts"),
            # Python can read no year beyond 9999 in any zone: one such row would stop whatever reads absences.
            models.CheckConstraint(
                condition=Q(starts_at__gt="1971-01-01T00:00Z", ends_at__lt="9000-01-01T00:00Z"),
                name="absence_in_readable_years",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.starts_at:%Y-%m-%d %H:%M}"


class PostChain(Labels, models.Model):
    """Whom a post rings when nobody claims, in place of the default. An alert copies it when it arrives, and keeps its copy."""

    class Kind(models.TextChoices):
        EMERGENCY = "emergency", _("emergencies")
        ORIENTATION = "orientation", _("orientation")

    consulate = models.ForeignKey(Consulate, models.CASCADE, related_name="+", verbose_name=_("post"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    steps = models.JSONField(_("steps"))
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now)

    class Meta:
        verbose_name = _("escalation chain of a post")
        verbose_name_plural = _("escalation chains of posts")
        constraints = [
            models.UniqueConstraint(fields=["consulate", "kind"], name="chain_one_per_post_and_kind"),
            models.CheckConstraint(condition=Q(kind__in=("emergency", "orientation")), name="chain_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.consulate_id} · {self.kind} v{self.version}"


class Pager(models.Model):
    """The telephone of somebody who wants to be woken. Kept sealed: it is nobody's business but the gateway's."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("user")
    )
    number = SealedTextField(_("telephone"))

    class Meta:
        verbose_name = _("pager")
        verbose_name_plural = _("pagers")

    def __str__(self) -> str:
        return str(self.user_id)


class Page(Labels, models.Model):
    """One message or call to one telephone. It says that an alert waits, and nothing else."""

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        VOICE = "voice", _("telephone call")

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not delivered")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user"))
    consulate = models.ForeignKey(Consulate, models.CASCADE, related_name="+", verbose_name=_("post"))
    step = models.CharField(_("step"), max_length=16)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField(_("waiting since"))
    due_at = models.DateTimeField(_("due at"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        indexes = [
            models.Index(fields=["due_at"], name="page_due", condition=Q(state="queued")),
            models.Index(fields=["consulate", "-queued_at"], name="page_by_post"),
            models.Index(fields=["user", "channel", "-queued_at"], name="page_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.channel} · {self.state}"
