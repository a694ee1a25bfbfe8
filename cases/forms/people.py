"""Forms of the tab People: consent, flags, priority, children."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import explained, workflow
from cases.forms.fields import Ages, CaseForm, Colleague, Day, PostMoment, colleagues
from cases.models import Case, ChildCase, Consent, Priority
from cases.words import TEXT_LIMIT


def words(label: Any, *, rows: int = 2, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=TEXT_LIMIT, widget=forms.Textarea({"rows": rows}), **more)


class ConsentForm(CaseForm):
    scope = forms.ChoiceField(label=_("For"), choices=[("", _("Choose what for")), *Consent.Scope.choices])
    state = forms.ChoiceField(
        label=_("What the person says"),
        choices=[("", _("Choose an answer")), *(one for one in Consent.State.choices if one[0] != "unknown")],
        help_text=_("Expressly opposed stops every contact (Vienna Convention, article 36(1)(c))."),
    )
    said_how = forms.ChoiceField(label=_("Who said it, and how"), choices=[("", _("Choose how")), *Consent.How.choices])

    def __init__(self, *args: Any, case: Case, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["said_at"] = PostMoment(case, label=_("Said at"))
        self.fields["statement"] = words(
            _("What was said"), required=False, help_text=_("Needed where an opposition begins or ends.")
        )


class FlagForm(CaseForm):
    flag = forms.ChoiceField(label=_("Flag"), choices=[("", _("Choose a flag")), *explained.FLAGS.items()])
    evidence = words(_("How it is known"), help_text=_("Read by the officer in charge and the lawyer only."))
    review_on = Day(label=_("Look again on"), required=False, help_text=_("In 30 days when left empty."))
    expires_on = Day(
        label=_("Counts until"),
        required=False,
        help_text=_("Left empty, it counts until somebody ends it; a removal within 48 hours counts for 48 hours."),
    )


class PriorityForm(CaseForm):
    priority = forms.TypedChoiceField(label=_("Priority"), coerce=int, choices=Priority.choices)
    reason = words(_("Reason"), help_text=_("Shown beside the priority, which holds for 7 days."))


class ChildOpenForm(CaseForm):
    number = forms.IntegerField(label=_("How many children"), min_value=1, max_value=ChildCase.MOST)
    flag = forms.ChoiceField(
        label=_("What it makes of the case"),
        choices=[(code, explained.FLAGS[code]) for code in ("children_left_alone", "sole_caregiver")],
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["known_at"] = PostMoment(
            case, label=_("Known since"), help_text=_("The children are to be in safe care within 4 hours of it.")
        )
        self.fields["ages"] = Ages(label=_("Ages"), required=False, max_length=80, help_text=_("In years: 3, 7, 12."))
        for name, label in (("names", _("Names")), ("place", _("Where they are")), ("carer", _("With whom they are"))):
            self.fields[name] = words(label, required=False, rows=1)


class ChildChangeForm(CaseForm):
    def __init__(self, *args: Any, case: Case, child: ChildCase, **kwargs: Any):
        kwargs.setdefault("auto_id", f"child-{child.pk}-%s")
        super().__init__(*args, **kwargs)
        after = [child.state, *(one for one in ChildCase.State.values if one in workflow.CHILD[child.state])]
        states = [(one, ChildCase.State(one).label) for one in after if one != "closed"]
        self.fields["state"] = forms.ChoiceField(label=_("Where the children stand"), choices=states)
        for name, label in (("place", _("Where they are")), ("carer", _("With whom they are"))):
            self.fields[name] = words(label, required=False, rows=1, help_text=_("Left empty, it stays as it is."))
        self.fields["carer_consent"] = forms.ChoiceField(
            label=_("Consent of the caregiver"), choices=ChildCase.Consent.choices, initial=child.carer_consent
        )
        self.fields["officer"] = Colleague(
            colleagues(case, "officer"),
            label=_("Officer of the children"),
            required=False,
            empty_label=_("As it is"),
        )


class ChildEndForm(CaseForm):
    def __init__(self, *args: Any, child: ChildCase, **kwargs: Any):
        kwargs.setdefault("auto_id", f"child-end-{child.pk}-%s")
        super().__init__(*args, **kwargs)
        possible = workflow.CHILD_OUTCOMES.get(child.state, frozenset())
        choices = [(one, label) for one, label in ChildCase.Outcome.choices if one in possible]
        self.fields["outcome"] = forms.ChoiceField(label=_("How it ended for the family"), choices=choices)
