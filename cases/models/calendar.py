"""The matter's calendar: hearings and how sure their times are, rules and the deadlines that come of them, who subscribes."""

import uuid
from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases import deadlines, hearings
from cases.deadlines import Rule
from cases.models.choices import staff
from cases.models.matter import LegalMatter
from cases.querysets import CalendarQuerySet
from consular.labels import Labels
from consular.organisation.models.consulates import known_time_zone
from consular.privacy.fields import SealedTextField


class Hearing(Labels, models.Model):
    """A day in court. Adjourned, it ends and the next one follows it; its level is that of its kind."""

    class Kind(models.TextChoices):
        BOND = "bond", _("Bond")
        MASTER = "master", _("Master calendar")
        INDIVIDUAL = "individual", _("Individual merits")
        CREDIBLE_FEAR = "credible_fear", _("Credible fear interview")
        REASONABLE_FEAR = "reasonable_fear", _("Reasonable fear interview")
        FEAR_REVIEW = "fear_review", _("Judge's review of a fear finding")
        MOTION = "motion", _("Motion")
        CHECK_IN = "check_in", _("Check-in")
        BIOMETRICS = "biometrics", _("Biometrics")
        STATE_CRIMINAL = "state_criminal", _("State criminal court")
        FAMILY_COURT = "family_court", _("Family court")
        OTHER = "other", _("Other")

    class State(models.TextChoices):
        TENTATIVE = "tentative", pgettext_lazy("hearing", "Tentative")
        SCHEDULED = "scheduled", pgettext_lazy("hearing", "Scheduled")
        VERIFIED = "verified", pgettext_lazy("hearing", "Verified")
        HELD = "held", pgettext_lazy("hearing", "Held")
        ADJOURNED = "adjourned", pgettext_lazy("hearing", "Adjourned")
        VACATED = "vacated", pgettext_lazy("hearing", "Vacated")
        MISSED = "missed", pgettext_lazy("hearing", "Missed")

    class Adjourned(models.TextChoices):
        """Why it was put off."""

        COUNSEL = "counsel", _("To find or prepare counsel")
        GOVERNMENT = "government", _("On the government's motion")
        COURT = "court", _("By the court")
        INTERPRETER = "interpreter", _("No interpreter")
        NOT_PRODUCED = "not_produced", _("The person was not brought")
        TRANSFER = "transfer", _("The person was transferred")
        OTHER = "other", _("Other")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(LegalMatter, models.CASCADE, related_name="hearings", verbose_name=_("legal matter"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    level = models.PositiveSmallIntegerField(_("level"), default=3)
    court = models.ForeignKey(
        "organisation.Court", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("court")
    )
    place = models.CharField(_("place, where it is no immigration court"), max_length=160, blank=True)
    zone = models.CharField(_("time zone"), max_length=40, validators=[known_time_zone])
    starts_at = models.DateTimeField(_("starts at"))
    by_video = models.BooleanField(_("by video"), default=False)
    interpreter = models.CharField(_("interpreter"), max_length=16, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.SCHEDULED)
    result = SealedTextField(_("result"))
    adjourned_for = models.CharField(_("adjourned for"), max_length=16, choices=Adjourned, blank=True)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("follows")
    )
    set_by = staff(verbose_name=_("entered by"))
    set_at = models.DateTimeField(_("entered at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")
        indexes = [
            models.Index(fields=["matter", "starts_at"], name="hearing_of_matter"),
            models.Index(fields=["starts_at"], name="hearing_to_come", condition=Q(state__in=hearings.TO_COME)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="hearing_level_known"),
            models.CheckConstraint(
                condition=Q(state="adjourned") & ~Q(adjourned_for="") | ~Q(state="adjourned") & Q(adjourned_for=""),
                name="hearing_adjourned_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=hearings.TO_COME, ended_at__isnull=True)
                | ~Q(state__in=hearings.TO_COME) & Q(ended_at__isnull=False),
                name="hearing_over_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | ~Q(follows=F("pk")), name="hearing_follows_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.starts_at:%Y-%m-%d}"

    @property
    def local(self) -> datetime:
        """When it begins by the clock of the court."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))


class HearingCheck(Labels, models.Model):
    """Somebody asked whether it is still on. Two independent sources inside 72 hours make it green."""

    class Source(models.TextChoices):
        PORTAL = "portal", _("Court's online system")
        HOTLINE = "hotline", _("Court's telephone line")
        CLERK = "clerk", _("Clerk of the court")
        NOTICE = "notice", _("Written notice")
        FACILITY = "facility", _("Custody facility")
        CLIENT = "client", _("The person or the family")

    class Says(models.TextChoices):
        SAME = "same", _("As entered")
        MOVED = "moved", _("Another day, time or place")
        NOT_LISTED = "not_listed", _("Not listed")
        NO_ANSWER = "no_answer", _("No answer")

    hearing = models.ForeignKey(Hearing, models.CASCADE, related_name="checks", verbose_name=_("hearing"))
    source = models.CharField(_("source"), max_length=12, choices=Source)
    says = models.CharField(_("what it says"), max_length=12, choices=Says)
    by = staff(verbose_name=_("checked by"))
    at = models.DateTimeField(_("checked at"), default=timezone.now)

    class Meta:
        verbose_name = _("check of a hearing")
        verbose_name_plural = _("checks of hearings")
        indexes = [models.Index(fields=["hearing", "-at"], name="check_of_hearing")]

    def __str__(self) -> str:
        return f"{self.source}: {self.says}"


class ClosedDay(models.Model):
    """A weekday on which courts and agencies do not work; a decree may add one."""

    calendar = models.CharField(_("calendar"), max_length=16, default="us-federal")
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=80)
    source = models.CharField(_("source"), max_length=160)

    class Meta:
        verbose_name = _("closed day")
        verbose_name_plural = _("closed days")
        ordering = ["calendar", "day"]
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="closed_day_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


_LENGTHS: dict[str, Callable[[int], str]] = {
    deadlines.CALENDAR: lambda n: ngettext("%(n)s day", "%(n)s days", n) % {"n": n},
    deadlines.BUSINESS: lambda n: ngettext("%(n)s business day", "%(n)s business days", n) % {"n": n},
    deadlines.HOURS: lambda n: ngettext("%(n)s hour", "%(n)s hours", n) % {"n": n},
    deadlines.YEARS: lambda n: ngettext("%(n)s year", "%(n)s years", n) % {"n": n},
}


class DeadlineRule(Labels, models.Model):
    """One version of a rule as the source states it. Never edited: a change is a new version, previewed before it counts."""

    class Status(models.TextChoices):
        IN_FORCE = deadlines.IN_FORCE, _("In force")
        STAYED = deadlines.STAYED, _("Stayed")
        VACATED = deadlines.VACATED, _("Vacated")
        CONTESTED = deadlines.CONTESTED, _("Contested")

    class Unit(models.TextChoices):
        CALENDAR = deadlines.CALENDAR, _("calendar days")
        BUSINESS = deadlines.BUSINESS, _("business days")
        HOURS = deadlines.HOURS, _("hours")
        YEARS = deadlines.YEARS, _("years")
        COURT_SETS = deadlines.COURT_SETS, _("as the court sets")

    class AppliesTo(models.TextChoices):
        ANY = deadlines.ANY, _("everybody")
        DETAINED = deadlines.DETAINED, _("who is detained")
        AT_LIBERTY = deadlines.AT_LIBERTY, _("who is at liberty")

    code = models.CharField(_("code"), max_length=16)
    version = models.PositiveSmallIntegerField(_("version"))
    anchor = models.CharField(_("counted from"), max_length=32)
    amount = models.PositiveSmallIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=12, choices=Unit)
    direction = models.CharField(_("direction"), max_length=8, choices=[("after", _("after")), ("before", _("before"))])
    falls = models.CharField(
        _("where it falls on a closed day"),
        max_length=20,
        choices=[(deadlines.NEXT_BUSINESS_DAY, _("the next business day")), (deadlines.AS_IT_FALLS, _("that day"))],
    )
    applies_to = models.CharField(_("applies to"), max_length=12, choices=AppliesTo)
    circuits = ArrayField(models.CharField(max_length=4), default=list, blank=True, verbose_name=_("circuits"))
    effective_from = models.DateField(_("effective from"), null=True, blank=True)
    effective_to = models.DateField(_("effective until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    level = models.PositiveSmallIntegerField(_("level"), default=3)
    source = models.CharField(_("source"), max_length=160)
    titles = models.JSONField(_("titles by language"))
    note = models.CharField(_("note"), max_length=240, blank=True)
    published_by = staff(null=True, verbose_name=_("published by"))
    published_at = models.DateTimeField(_("published at"), default=timezone.now)

    class Meta:
        verbose_name = _("deadline rule")
        verbose_name_plural = _("deadline rules")
        ordering = ["code", "version", "applies_to"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version", "applies_to"], name="rule_version_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="rule_level_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"

    @property
    def title(self) -> str:
        return self.titles.get(get_language() or "en") or self.titles["en"]

    @property
    def length(self) -> str:
        """ "30 calendar days", in the reader's language."""
        if self.unit == self.Unit.COURT_SETS:
            return str(self.get_unit_display())
        return _LENGTHS[self.unit](self.amount)

    def plain(self) -> Rule:
        """For the arithmetic."""
        return Rule(
            code=self.code,
            version=self.version,
            anchor=self.anchor,
            amount=self.amount,
            unit=self.unit,
            direction=self.direction,
            falls=self.falls,
            applies_to=self.applies_to,
            circuits=frozenset(self.circuits),
            effective_from=self.effective_from or datetime.min.date(),
            effective_to=self.effective_to,
            status=self.status,
        )


class Deadline(Labels, models.Model):
    """Something due in a matter. Computed ones are proposals until its lawyer confirms them; a date moves later by a person only."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("deadline", "To be confirmed")
        CONFIRMED = "confirmed", pgettext_lazy("deadline", "Confirmed")
        MET = "met", pgettext_lazy("deadline", "Met")
        MISSED = "missed", pgettext_lazy("deadline", "Missed")
        DROPPED = "dropped", pgettext_lazy("deadline", "Dropped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(LegalMatter, models.CASCADE, related_name="deadlines", verbose_name=_("legal matter"))
    rule = models.ForeignKey(
        DeadlineRule, models.PROTECT, null=True, blank=True, related_name="deadlines", verbose_name=_("rule")
    )
    title = models.CharField(_("title, where no rule gives one"), max_length=120, blank=True)
    level = models.PositiveSmallIntegerField(_("level"), default=3)
    hearing = models.ForeignKey(
        Hearing, models.CASCADE, null=True, blank=True, related_name="deadlines", verbose_name=_("hearing")
    )
    event_at = models.DateTimeField(_("counted from"), null=True, blank=True)
    circuit = models.CharField(_("court circuit, as known then"), max_length=4, blank=True)
    detained = models.BooleanField(_("detained, as known then"), null=True, blank=True)
    computed = models.JSONField(_("what the rules last gave"), default=dict)
    computed_at = models.DateTimeField(_("computed at"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=40, validators=[known_time_zone])
    due_on = models.DateField(_("due"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    others = models.JSONField(_("other dates"), default=list)
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("needs a second look"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PROPOSED)
    set_by = staff(null=True, verbose_name=_("entered by"))
    set_at = models.DateTimeField(_("entered at"), default=timezone.now)
    confirmed_by = staff(null=True, verbose_name=_("confirmed by"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    ended_by = staff(null=True, verbose_name=_("ended by"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    unowned_told_at = models.DateTimeField(_("told that no lawyer has it"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        indexes = [
            models.Index(fields=["matter", "due_on"], name="deadline_of_matter"),
            models.Index(fields=["due_on"], name="deadline_open", condition=Q(state__in=["proposed", "confirmed"])),
            models.Index(fields=["rule"], name="deadline_by_rule"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(rule__isnull=False) | ~Q(title=""), name="deadline_has_a_name"),
            models.CheckConstraint(condition=Q(level__range=(1, 5)), name="deadline_level_known"),
            models.CheckConstraint(
                condition=Q(state="proposed") | Q(due_on__isnull=False), name="deadline_confirmed_has_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="deadline_confirmed_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "confirmed"], ended_at__isnull=True)
                | ~Q(state__in=["proposed", "confirmed"]) & Q(ended_at__isnull=False),
                name="deadline_over_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule or self.title} {self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.state in deadlines.OPEN

    @property
    def name(self) -> str:
        return self.rule.title if self.rule else self.title

    @property
    def open_proposal(self) -> "DateProposal | None":
        return next((one for one in self.proposals.all() if not one.answer), None)

    @property
    def earliest(self) -> date | None:
        """What calendars show: with another date proposed, the earlier of the two."""
        proposal = self.open_proposal
        dates = [day for day in (self.due_on, proposal and proposal.due_on) if day]
        return min(dates, default=None)


class DateProposal(Labels, models.Model):
    """Another date for a deadline, because a rule or what is known has changed. Its lawyer takes or leaves it."""

    class Reason(models.TextChoices):
        RULE = "rule", _("The rule has changed")
        CUSTODY = "custody", _("Custody, place or court has changed")
        HEARING = "hearing", _("The hearing was moved")

    class Answer(models.TextChoices):
        TAKEN = "taken", _("Taken")
        LEFT = "left", _("Left as it was")

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="proposals", verbose_name=_("deadline"))
    rule = models.ForeignKey(DeadlineRule, models.PROTECT, related_name="+", verbose_name=_("rule"))
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    due_on = models.DateField(_("due"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    others = models.JSONField(_("other dates"), default=list)
    flags = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("needs a second look"))
    computed = models.JSONField(_("what the rules gave"), default=dict)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True)
    answered_by = staff(null=True, verbose_name=_("answered by"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("proposed date")
        verbose_name_plural = _("proposed dates")
        indexes = [models.Index(fields=["due_on"], name="proposal_open", condition=Q(answer=""))]
        constraints = [
            models.UniqueConstraint(fields=["deadline"], condition=Q(answer=""), name="deadline_one_open_proposal"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="proposal_answered_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id} -> {self.due_on}"


class CalendarFeed(models.Model):
    """One secret address under which a lawyer's calendar program reads the calendar. Only its fingerprint is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lawyer = staff(verbose_name=_("lawyer"))
    label = models.CharField(_("where it is used"), max_length=60, blank=True)
    token_hash = models.BinaryField(unique=True, editable=False)
    language = models.CharField(_("language"), max_length=5)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    read_at = models.DateTimeField(_("last read at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar subscription")
        verbose_name_plural = _("calendar subscriptions")
        indexes = [models.Index(fields=["lawyer", "-created_at"], name="feed_of_lawyer")]

    def __str__(self) -> str:
        return f"{self.lawyer_id} {self.label}"
