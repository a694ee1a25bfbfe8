"""The call-centre operator's form."""

import uuid
from datetime import datetime
from typing import Any

import orjson
from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.intake.decoder import Press, read_press
from alerts.models import Alert
from consular.organisation import gazetteer

DESK = b"call-centre desk"


class CallForm(forms.Form):
    """What a caller says. Only the kind is required: a call may break off at any word."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("What is it?"), choices=Alert.Kind.choices, initial=Alert.Kind.CALL)
    place = forms.CharField(label=_("Where? City, county or ZIP code"), max_length=80, required=False)
    name = forms.CharField(label=_("Name of the person"), max_length=200, required=False)
    phone = forms.CharField(label=_("Phone to call back"), max_length=40, required=False)
    caller = forms.CharField(label=_("Who is calling, if someone else"), max_length=200, required=False)
    message = forms.CharField(
        label=_("What happened?"), max_length=4_000, required=False, widget=forms.Textarea({"rows": 4})
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("es", _("Spanish")), ("en", _("English")), ("", _("Other"))], required=False
    )

    def clean(self) -> dict[str, Any]:
        """A place that is not found is said once, and kept: sent again unchanged, the call is taken without a place."""
        data = super().clean() or {}
        spoken = data.get("place", "")
        found = gazetteer.find_place(spoken, limit=1) if spoken else []
        if spoken and not found and self.data.get("place_unknown") != spoken:
            self.unknown_place = spoken
            self.add_error(
                "place", _("No such place is known. Send again to store the call without a place on the map.")
            )
        self.found = found[0] if found else None
        return data

    unknown_place = ""
    found: gazetteer.Found | None = None

    def press(self, received_at: datetime) -> Press:
        """The call as a press, through the same reader as any other."""
        data = self.cleaned_data
        spoken = [data["message"], f"[{data['place']}]" if data["place"] else ""]
        body = {
            "id": str(data["id"] or uuid.uuid4()),
            "kind": data["kind"],
            "message": " ".join(filter(None, spoken)),
            "language": data["language"],
            "person": {name: data[name] for name in ("name", "phone", "caller") if data[name]},
        }
        if self.found:
            place = self.found
            body["location"] = {
                "lat": place["lat"],
                "lng": place["lng"],
                "accuracy_m": place["accuracy_m"],
                "source": "gazetteer",
            }
        return read_press(orjson.dumps(body), sender=DESK, received_at=received_at)
