"""Forms of the organisation: preferences, points as two numbers, the re-assignment of a county."""

from django import forms
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consular.organisation.models import Consulate
from consular.organisation.models.people import Theme, offered_languages


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(choices=lambda: [("", ""), *offered_languages()], required=False)
    theme = forms.ChoiceField(choices=[("", ""), *Theme.choices], required=False)

    def chosen(self) -> dict[str, str]:
        """Only what was sent: a form that sets the theme leaves the language alone."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.data}


class PointWidget(forms.MultiWidget):
    def __init__(self, attrs=None):
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            "lat": forms.NumberInput({"step": "any", "min": -90, "max": 90, "aria-label": _("Latitude")}),
            "lng": forms.NumberInput({"step": "any", "min": -180, "max": 180, "aria-label": _("Longitude")}),
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: Point | None) -> list[float | None]:
        return [value.y, value.x] if value else [None, None]


class PointField(forms.MultiValueField):
    """A point as latitude and longitude, both or none; no map widget asks another server for tiles."""

    widget = PointWidget

    def __init__(self, **kwargs):
        fields = (forms.FloatField(min_value=-90, max_value=90), forms.FloatField(min_value=-180, max_value=180))
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, values: list[float | None]) -> Point | None:
        numbers = [value for value in values if value is not None]
        if len(numbers) == 1:
            raise ValidationError(_("Give both latitude and longitude, or neither."))
        return Point(numbers[1], numbers[0], srid=4326) if numbers else None

    def has_changed(self, initial, data) -> bool:
        try:
            return self.clean(data) != initial
        except ValidationError:
            return True


class ReassignForm(forms.Form):
    to = forms.ModelChoiceField(Consulate.objects.active().consulates(), label=_("Move to"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea({"rows": 3, "cols": 60}),
        help_text=_("It is logged with your name. Both districts are rebuilt at once."),
    )
