"""Forms of the tab Work, and of the moves of a case and its matter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import workflow
from cases.forms.fields import CaseForm, Colleague, Day, PostMoment, colleagues
from cases.forms.people import words
from cases.models import Art36Fact, Case, ConsularAction, LegalMatter, ProgressReport, Stint, TimeEntry
from consular.organisation.models import Facility

YES_NO = [("", _("Choose")), ("yes", _("Yes")), ("no", _("No"))]


def _yes_no(label: Any) -> forms.TypedChoiceField:
    """A question that must be answered: an empty tick box would say no for whoever has not read it."""
    return forms.TypedChoiceField(label=label, choices=YES_NO, coerce=lambda value: value == "yes")


class ProgressForm(CaseForm):
    stage = forms.ChoiceField(label=_("Stage"), choices=[("", _("Choose a stage")), *ProgressReport.Stage.choices])
    next_step = forms.ChoiceField(
        label=_("Next step"), choices=[("", _("Choose a step")), *ProgressReport.NextStep.choices]
    )
    hearing_known = _yes_no(_("Is the next hearing known?"))
    hours = forms.DecimalField(label=_("Hours this month"), min_value=0, max_value=744, max_digits=4, decimal_places=1)
    removal_risk = _yes_no(_("Is there a risk of removal within 48 hours?"))
    needs = forms.MultipleChoiceField(
        label=_("What do you need from the consulate?"),
        choices=ProgressReport.Need.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=ProgressReport.REMARK_LIMIT,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Level L3: the officer in charge reads it. Nothing that belongs to the client alone."),
    )


class TimeForm(CaseForm):
    day = Day(label=_("Day"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=TimeEntry.DAY)
    activity = forms.ChoiceField(
        label=_("Activity"), choices=[("", _("Choose an activity")), *TimeEntry.Activity.choices]
    )
    fee = forms.DecimalField(label=_("Fee in US dollars"), required=False, max_digits=9, decimal_places=2, min_value=0)
    text = forms.CharField(
        label=_("Short description"),
        required=False,
        max_length=400,
        help_text=_("Only you read it. The post sees the sum of the month."),
    )


class ConsularActionForm(CaseForm):
    kind = forms.ChoiceField(label=_("What"), choices=[("", _("Choose what was done")), *ConsularAction.Kind.choices])
    result = forms.ChoiceField(label=_("Result"), choices=[("", _("Choose a result")), *ConsularAction.Result.choices])

    def __init__(self, *args: Any, case: Case, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["happened_at"] = PostMoment(case, label=_("When"))
        self.fields["done_by"] = Colleague(
            colleagues(case, "officer", "supervisor"), label=_("Done by"), required=False, empty_label=_("Myself")
        )
        self.fields["facility"] = forms.ModelChoiceField(
            Facility.objects.filter(is_active=True),
            label=_("Facility"),
            required=False,
            empty_label=_("None of these"),
        )
        self.fields["place"] = forms.CharField(label=_("Place"), required=False, max_length=160)
        self.fields["minutes"] = forms.IntegerField(
            label=_("Minutes"), required=False, min_value=0, max_value=TimeEntry.DAY
        )
        self.fields["amount"] = forms.DecimalField(
            label=_("Amount, for money"), required=False, min_value=0, max_digits=10, decimal_places=2
        )
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"), required=False, choices=[("", _("None")), *ConsularAction.Currency.choices]
        )
        self.fields["remark"] = words(_("Remark"), required=False, help_text=_("Level L2: the post reads it."))


class Art36Form(CaseForm):
    kind = forms.ChoiceField(label=_("Fact"), choices=[("", _("Choose a fact")), *Art36Fact.Kind.choices])

    def __init__(self, *args: Any, case: Case, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["at"] = PostMoment(case, from_now=False, label=_("When"))
        self.fields["source"] = forms.ChoiceField(
            label=_("Source"), choices=[("", _("Choose a source")), *Stint.Source.choices]
        )
        self.fields["agency"] = forms.ChoiceField(
            label=_("By which authority"), required=False, choices=[("", _("Not known")), *Stint.Agency.choices]
        )
        self.fields["how"] = forms.ChoiceField(
            label=_("How"),
            required=False,
            choices=[("", _("Not known")), *Art36Fact.How.choices],
            help_text=_("Needed for the notification of the consulate."),
        )
        self.fields["remark"] = words(_("Remark"), required=False, help_text=_("The post and the lawyer read it."))


class MoveForm(CaseForm):
    def __init__(self, *args: Any, case: Case, **kwargs: Any):
        super().__init__(*args, **kwargs)
        states = [(state, Case.State(state).label) for state in workflow.reachable(case)]
        self.fields["state"] = forms.ChoiceField(label=_("New state"), choices=[("", _("Choose a state")), *states])


class ReopenForm(CaseForm):
    reason = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose a reason")), *Case.Reopening.choices])
    text = words(_("Explanation"), help_text=_("Kept as a note of the post."))


class IneligibleForm(CaseForm):
    reason = forms.ChoiceField(
        label=_("Not eligible because"), choices=[("", _("Choose a reason")), *LegalMatter.Ineligible.choices]
    )
