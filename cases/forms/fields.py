"""Fields that several forms of a case share."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone


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
        return timezone.make_naive(moment) if moment and timezone.is_aware(moment) else moment


class Day(forms.DateField):
    def __init__(self, **kwargs: Any):
        kwargs.setdefault("widget", forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
        super().__init__(**kwargs)


def with_blank(label: Any, choices: Any) -> list:
    return [("", label), *choices]
