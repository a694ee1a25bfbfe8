"""Forms of tasks."""

from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import to_do
from cases.forms.fields import CaseForm
from cases.models import Task

DETAIL_LIMIT = 2_000


class TaskForm(CaseForm):
    """`due_at` is read by the clock of the post."""

    kind = forms.ChoiceField(label=gettext_lazy("What"), choices=[("", gettext_lazy("Choose")), *Task.Kind.choices])
    detail = forms.CharField(
        label=gettext_lazy("In detail"), required=False, max_length=DETAIL_LIMIT, widget=forms.Textarea({"rows": 2})
    )
    due_at = forms.CharField(label=gettext_lazy("Until"), widget=forms.DateTimeInput({"type": "datetime-local"}))

    def __init__(self, *args: Any, owners: Any, zone: str, may_be_privileged: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.zone: tzinfo = ZoneInfo(zone)
        self.fields["due_at"].help_text = _("By the clock of the post (%(zone)s).") % {"zone": zone}
        self.fields["owner"] = forms.TypedChoiceField(
            label=_("Who does it"), coerce=int, choices=[(one.pk, one.display_name()) for one in owners]
        )
        if may_be_privileged:
            self.fields["privileged"] = forms.BooleanField(
                label=_("Privileged: of the matter, for me alone"), required=False
            )
        self.order_fields(["kind", "detail", "owner", "due_at", "privileged"])

    def clean_due_at(self) -> datetime:
        try:
            local = datetime.fromisoformat(self.cleaned_data["due_at"])
        except ValueError:
            raise ValidationError(_("Write a day and a time.")) from None
        due_at = local if local.tzinfo else local.replace(tzinfo=self.zone)
        if due_at <= timezone.now():
            raise ValidationError(_("This time has passed."))
        if due_at.year > timezone.now().year + 10:
            raise ValidationError(_("This time is too far away."))
        return due_at


def of_post(consulate: Any, data: Any, user_id: int) -> TaskForm:
    initial = {"owner": user_id}
    return TaskForm(data, owners=to_do.people_of(consulate.pk), zone=consulate.timezone, initial=initial)
