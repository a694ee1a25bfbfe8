"""Forms of the calendar: hearings, checks, what starts a deadline, its confirmation, rules, subscriptions."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases import hearings
from cases.forms.case import TEXT_LIMIT
from cases.forms.fields import CaseForm, Day, LocalMoment, with_blank
from cases.models import Deadline, DeadlineRule, Hearing, HearingCheck
from consular.organisation.models import Court

ANCHORS = {
    "ij_decision": _("Decision of the immigration judge"),
    "bond_order": _("Order on bond"),
    "final_order": _("Final order of removal"),
    "in_absentia_order": _("Order made in absentia"),
    "briefing_schedule": _("Briefing schedule of the Board"),
    "address_change": _("Change of address"),
    "child_apprehended": _("Child apprehended"),
    "negative_credible_fear": _("Negative credible fear finding"),
    "reasonable_fear_referral": _("Referral for a reasonable fear interview"),
    "last_arrival": _("Last arrival in the country"),
}
FROM_HEARINGS = {"master_hearing": _("Master calendar hearing"), "individual_hearing": _("Individual merits hearing")}
PROTECTED = frozenset({"negative_credible_fear", "reasonable_fear_referral", "last_arrival"})


class HearingForm(CaseForm):
    court = forms.ModelChoiceField(
        Court.objects.filter(is_active=True), label=_("Court"), required=False, empty_label=_("None of these")
    )
    place = forms.CharField(
        label=_("Another place"), required=False, max_length=160, help_text=_("Where it is no immigration court.")
    )
    starts = LocalMoment(label=_("Begins"), help_text=_("By the clock of the court."))
    by_video = forms.BooleanField(label=_("By video"), required=False)
    interpreter = forms.CharField(
        label=_("Interpreter"), required=False, max_length=16, help_text=_("Language, for example es or mix.")
    )
    tentative = forms.BooleanField(label=_("Not certain yet"), required=False)

    def __init__(self, *args: Any, protected: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = [one for one in Hearing.Kind.choices if protected or one[0] not in hearings.PROTECTED_KINDS]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=with_blank(_("Choose a kind"), kinds))
        self.order_fields(["kind"])


class CheckForm(CaseForm):
    source = forms.ChoiceField(label=_("Asked"), choices=with_blank(_("Whom?"), HearingCheck.Source.choices))
    says = forms.ChoiceField(label=_("It says"), choices=with_blank(_("What?"), HearingCheck.Says.choices))


class HearingEndForm(CaseForm):
    how = forms.ChoiceField(
        label=_("What became of it"),
        choices=with_blank(
            _("Choose"),
            [
                ("held", pgettext_lazy("hearing", "Held")),
                ("adjourned", pgettext_lazy("hearing", "Adjourned")),
                ("vacated", pgettext_lazy("hearing", "Vacated")),
                ("missed", pgettext_lazy("hearing", "Missed")),
            ],
        ),
    )
    result = forms.CharField(
        label=_("Result"), required=False, max_length=TEXT_LIMIT, widget=forms.Textarea({"rows": 2})
    )
    adjourned_for = forms.ChoiceField(
        label=_("Put off, because"), required=False, choices=with_blank("—", Hearing.Adjourned.choices)
    )
    next_starts = LocalMoment(label=_("Put off to"), required=False, help_text=_("By the clock of the court."))


class EventForm(CaseForm):
    on = Day(label=_("Day"))
    at = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=forms.TimeInput({"type": "time"}),
        help_text=_("Where a rule counts hours."),
    )

    def __init__(self, *args: Any, protected: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        anchors = [(code, label) for code, label in ANCHORS.items() if protected or code not in PROTECTED]
        self.fields["anchor"] = forms.ChoiceField(
            label=_("What happened"), choices=with_blank(_("Choose what happened"), anchors)
        )
        self.order_fields(["anchor"])


class OwnDeadlineForm(CaseForm):
    title = forms.CharField(label=_("What is due"), max_length=120)
    on = Day(label=_("Day"))
    protected = forms.BooleanField(label=_("It tells of fear or asylum: for the lawyer alone (L5)"), required=False)


class ConfirmForm(CaseForm):
    on = Day(label=_("Another day"), required=False)
    sure = forms.BooleanField(label=_("I mean the later day"), required=False)


class DeadlineEndForm(CaseForm):
    how = forms.ChoiceField(
        choices=[
            (Deadline.State.MET, Deadline.State.MET.label),
            (Deadline.State.MISSED, Deadline.State.MISSED.label),
            (Deadline.State.DROPPED, Deadline.State.DROPPED.label),
        ]
    )


class AnswerForm(CaseForm):
    take = forms.TypedChoiceField(coerce=lambda text: text == "yes", choices=[("yes", _("Take")), ("no", _("Leave"))])


class FeedForm(CaseForm):
    label = forms.CharField(
        label=_("Where you will use it"), max_length=60, help_text=_("For example: telephone, office calendar.")
    )


class VersionForm(CaseForm):
    """A new version of a rule."""

    applies_to = forms.ChoiceField(label=_("Applies to"), choices=DeadlineRule.AppliesTo.choices)
    amount = forms.IntegerField(
        label=_("Amount"), required=False, validators=[MinValueValidator(1), MaxValueValidator(3650)]
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=DeadlineRule.Unit.choices)
    circuits = forms.CharField(
        label=_("Circuits"),
        required=False,
        max_length=60,
        help_text=_("Numbers or DC, with commas; empty: in all of them."),
    )
    effective_from = Day(label=_("Effective from"), required=False)
    effective_to = Day(label=_("Effective until"), required=False)
    status = forms.ChoiceField(label=_("Status"), choices=DeadlineRule.Status.choices)
    source = forms.CharField(label=_("Source"), max_length=160)

    def clean_circuits(self) -> tuple[str, ...]:
        given = [one.strip().upper() for one in self.cleaned_data["circuits"].split(",") if one.strip()]
        if wrong := [one for one in given if one not in CIRCUITS]:
            raise forms.ValidationError(_("There is no circuit %(circuit)s."), params={"circuit": wrong[0]})
        return tuple(given)

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("effective_from"), self.cleaned_data.get("effective_to")
        if first and last and last < first:
            self.add_error("effective_to", _("This is before it begins."))
        return self.cleaned_data


class StatusForm(CaseForm):
    """Another status of a version that exists."""

    status = forms.ChoiceField(label=_("Status"), choices=DeadlineRule.Status.choices)
    effective_to = Day(label=_("Effective until"), required=False)

    def __init__(self, *args: Any, versions: list[DeadlineRule], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(rule.pk, f"v{rule.version} · {rule.get_applies_to_display()}") for rule in versions]
        self.fields["version"] = forms.TypedChoiceField(label=_("Version"), coerce=int, choices=choices)
        self.order_fields(["version"])


CIRCUITS = frozenset({*(str(number) for number in range(1, 12)), "DC"})
