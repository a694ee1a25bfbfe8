"""Fields that several forms of a case share."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Case, ChildCase
from consular.organisation.models import Posting

MOMENT, EARLIEST = "%Y-%m-%dT%H:%M", 1900


class CaseForm(forms.Form):
    """A form of one verb. Ids carry the verb, and of what: a page shows several."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("auto_id", f"{type(self).__name__.removesuffix('Form').lower()}-%s")
        super().__init__(*args, **kwargs)


class LocalMoment(forms.DateTimeField):
    """A moment by the clock of a place that the caller knows: naive."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime | None:
        moment = super().to_python(value)
        if moment is None:
            return None
        _check_year(moment.year)
        return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


class Day(forms.DateField):
    def __init__(self, **more: Any):
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None:
            _check_year(day.year)
        return day


def with_blank(label: Any, choices: Any) -> list:
    return [("", label), *choices]


def _check_year(year: int) -> None:
    """So that no zone carries a moment out of what a date can hold."""
    if not EARLIEST <= year <= 9990:
        raise forms.ValidationError(_("That year cannot be."))


class PostMoment(forms.DateTimeField):
    """As the clock at the post shows it, to the minute. `from_now`: filled in for what is usually said as it happens."""

    def __init__(self, case: Case, *, from_now: bool = True, **more: Any):
        self.from_now = from_now
        self.zone = ZoneInfo(case.consulate.timezone)
        widget = forms.DateTimeInput({"type": "datetime-local"}, format=MOMENT)
        super().__init__(widget=widget, input_formats=[MOMENT, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"], **more)

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> forms.BoundField:
        if self.from_now:
            form.initial.setdefault(field_name, timezone.localtime(timezone=self.zone).strftime(MOMENT))
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> datetime | None:
        moment = super().clean(value)
        if moment is None:
            return None
        _check_year(moment.year)
        return moment.replace(tzinfo=self.zone)


class Ages(forms.CharField):
    """ "3, 7, 12" as numbers."""

    def clean(self, value: Any) -> list[int]:
        words = super().clean(value).replace(",", " ").split()
        if len(words) > ChildCase.MOST or any(
            not word.isascii() or not word.isdigit() or len(word) > 2 for word in words
        ):
            raise forms.ValidationError(_("Write the ages in years, with commas between them: 3, 7, 12."))
        return [int(word) for word in words]


class Colleague(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.display_name()


def colleagues(case: Case, *roles: str) -> QuerySet:
    """Who works at the post of the case now."""
    posted = Posting.objects.active(timezone.now()).filter(consulate=case.consulate_id, role__in=roles).values("user")
    return (
        get_user_model().objects.filter(pk__in=posted, is_active=True).order_by("last_name", "first_name", "username")
    )
