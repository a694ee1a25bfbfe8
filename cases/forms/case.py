"""Forms of the list and of the overview."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import asylum_wall, lawyers, outcomes
from cases.forms.fields import CaseForm
from cases.models import Case, Note, Offer
from consular.organisation.models import Court

TEXT_LIMIT = 10_000
TITLE_LIMIT = 200


class WalledForm(CaseForm):
    """A form with free text below the privilege. Words that belong to the lawyer bring a question, and what was typed stays."""

    walled: str

    def ask_about_words(self, *, may_move: bool) -> None:
        """Last in `__init__`. Moving is offered to who may write inside the privilege."""
        words = asylum_wall.found_in(self.data.get(self.walled) or "") if self.is_bound else []
        if not words or self.data.get("level") in ("4", "5"):
            return
        ask_where_it_belongs(self, words=words, may_move=may_move)


def ask_where_it_belongs(form: forms.Form, *, words: list[str], may_move: bool) -> None:
    """Adds the wall's question to a form that is shown again with what was typed."""
    listed = {"words": ", ".join(words)}
    if may_move:
        asked = gettext("It speaks of: %(words)s. Does that belong in a privileged note?")
        choices = [
            ("move", gettext("Yes: keep it as protection-sensitive (L5), for the lawyer alone")),
            ("keep", gettext("No: I state that it is not about protection. Keep it as chosen")),
        ]
    else:
        asked = gettext(
            "It speaks of: %(words)s. What the person fears, and any request for protection, belongs to the lawyer and "
            "must not be written here. Take it out, or confirm:"
        )
        choices = [("keep", gettext("It is general: it says nothing of what this person fears or asks for"))]
    form.fields["wall"] = forms.ChoiceField(
        label=asked % listed,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext("Nothing has been kept yet: answer this, or change the text.")},
    )


class FilterForm(forms.Form):
    """The list's filters; what cannot be read is ignored, as in any address that somebody edited."""

    q = forms.CharField(label=_("Code"), required=False, max_length=40)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), ("open", _("Open")), *Case.State.choices]
    )
    mine = forms.BooleanField(label=_("Mine only"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("auto_id", "filter-%s")
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.attrs |= {"placeholder": "C-7F3K2M", "autocomplete": "off"}

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class LawyerChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return gettext("%(name)s · %(running)s running, %(waiting)s waiting") % {
            "name": obj.display_name(),
            "running": obj.running,
            "waiting": obj.waiting,
        }


class AssignForm(CaseForm):
    court = forms.ModelChoiceField(
        Court.objects.filter(is_active=True), label=_("Court"), required=False, empty_label=_("Not known")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["lawyer"] = LawyerChoice(lawyers.available(), label=_("Lawyer"), empty_label=_("Choose a lawyer"))
        self.order_fields(["lawyer", "court"])


class AcceptForm(CaseForm):
    conflict_certified = forms.BooleanField(
        label=_("I certify that I have no conflict of interest in this matter."),
        error_messages={"required": _("Without it the matter cannot be yours. If there is a conflict, decline.")},
    )


class DeclineForm(CaseForm):
    code = forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose a reason")), *Offer.DeclineCode.choices])


class NoteForm(WalledForm):
    walled = "text"
    text = forms.CharField(label=_("Note"), max_length=TEXT_LIMIT, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, levels: list[int], may_share: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(level, Note.Level(level).label) for level in levels]
        self.fields["level"] = forms.TypedChoiceField(label=_("Who may read it"), coerce=int, choices=choices)
        if may_share:
            self.fields["shared"] = forms.BooleanField(label=_("Also show it to the engaged lawyer"), required=False)
        self.ask_about_words(may_move=Note.Level.L5 in levels)


class OutcomeForm(WalledForm):
    walled = "note"
    note = forms.CharField(
        label=_("Explanation"), required=False, max_length=TEXT_LIMIT, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, axes: list[str], may_move: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        groups = [
            (outcomes.AXES[axis], [(f"{axis}:{one.code}", one.label) for one in outcomes.of_axis(axis)])
            for axis in axes
        ]
        self.fields["outcome"] = forms.ChoiceField(label=_("Outcome"), choices=[("", _("Choose an outcome")), *groups])
        self.order_fields(["outcome", "note"])
        self.ask_about_words(may_move=may_move)

    def clean(self) -> dict[str, Any]:
        axis, _colon, code = self.cleaned_data.get("outcome", "").partition(":")
        meaning = outcomes.find(axis, code)
        if meaning and meaning.note_required and not self.cleaned_data.get("note"):
            self.add_error("note", _("This outcome needs an explanation."))
        elif meaning and meaning.note_required and self.cleaned_data.get("wall") == "move":
            self.add_error("note", _("This outcome needs an explanation that the post may read: write one without it."))
        return {**self.cleaned_data, "axis": axis, "code": code}


PURPOSES = [
    ("", _("Choose a purpose")),
    ("contact", _("Contact the person")),
    ("locate", _("Locate the person")),
    ("court", _("Appear for the person")),
    ("family", _("Answer the family")),
    ("verify", _("Verify the identity")),
]


class UnmaskForm(CaseForm):
    purpose = forms.ChoiceField(label=_("Purpose"), choices=PURPOSES)
