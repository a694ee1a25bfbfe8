"""What somebody has to do until when: of a case, of its privileged matter, or of a post alone."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.case import Case
from cases.models.choices import staff
from cases.models.matter import LegalMatter
from cases.querysets import TaskQuerySet
from consular.labels import Labels
from consular.privacy.fields import SealedTextField


class Task(Labels, models.Model):
    """`kind` is shown in lists; `detail` is sealed and shown where its readers are logged. With a matter it is the lawyer's alone."""

    class Kind(models.TextChoices):
        CALL_PERSON = "call_person", pgettext_lazy("task", "Call the person")
        CALL_FAMILY = "call_family", pgettext_lazy("task", "Call the family")
        CALL_FACILITY = "call_facility", pgettext_lazy("task", "Call the facility")
        VISIT = "visit", pgettext_lazy("task", "Visit")
        CHECK_HEARING = "check_hearing", pgettext_lazy("task", "Check a hearing")
        GET_DOCUMENT = "get_document", pgettext_lazy("task", "Get a document")
        FILE = "file", pgettext_lazy("task", "File with the court")
        TRANSLATE = "translate", pgettext_lazy("task", "Translate")
        WRITE = "write", pgettext_lazy("task", "Write to an authority")
        OTHER = "other", pgettext_lazy("task", "Something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="tasks", verbose_name=_("case"))
    matter = models.ForeignKey(
        LegalMatter, models.CASCADE, null=True, blank=True, related_name="tasks", verbose_name=_("legal matter")
    )
    consulate = models.ForeignKey(
        "organisation.Consulate", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    detail = SealedTextField(_("detail"))
    owner = staff(verbose_name=_("who does it"))
    created_by = staff(verbose_name=_("written by"))
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    due_at = models.DateTimeField(_("due at"))
    nudge_due_at = models.DateTimeField(_("next reminder at"), null=True, blank=True)
    nudged_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    nudged_by = staff(null=True, verbose_name=_("reminded by"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = staff(null=True, verbose_name=_("done by"))

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(fields=["owner", "due_at"], name="task_open_by_owner", condition=Q(done_at__isnull=True)),
            models.Index(fields=["consulate", "due_at"], name="task_open_by_post", condition=Q(done_at__isnull=True)),
            models.Index(fields=["due_at"], name="task_open_by_time", condition=Q(done_at__isnull=True)),
            models.Index(fields=["nudge_due_at"], name="task_to_nudge", condition=Q(nudge_due_at__isnull=False)),
            models.Index(fields=["case", "due_at"], name="task_of_case"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True, matter__isnull=True, consulate__isnull=False)
                | Q(case__isnull=False, matter__isnull=True, consulate__isnull=True)
                | Q(case__isnull=True, matter__isnull=False, consulate__isnull=True),
                name="task_belongs_to_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False, nudge_due_at__isnull=True),
                name="task_done_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d}"

    @property
    def of_case(self) -> Case | None:
        return self.matter.case if self.matter else self.case

    @property
    def zone(self) -> str:
        """Of the post that answers for it."""
        post = self.of_case.consulate if self.of_case else self.consulate
        return post.timezone if post else "UTC"

    def is_overdue(self, now: datetime) -> bool:
        return self.done_at is None and self.due_at <= now
