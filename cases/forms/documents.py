"""Forms of the documents tab: upload, withdraw, a generated letter."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cases import letters
from cases.forms.case import PURPOSES, TITLE_LIMIT, WalledForm
from cases.forms.fields import CaseForm
from cases.models import Document


class DocumentForm(WalledForm):
    """A file for a case. After a refusal a browser does not give the file again: only that has to be chosen anew."""

    walled = "title"
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF up to 20 MB, JPEG or PNG up to 15 MB. It is checked and cleaned of hidden data first."),
        widget=forms.FileInput({"accept": "application/pdf,image/jpeg,image/png"}),
        allow_empty_file=True,
    )
    title = forms.CharField(label=_("Title"), max_length=TITLE_LIMIT)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose a kind")), *Document.Kind.choices])

    def __init__(self, *args: Any, levels: list[int], may_share: bool, current: list[Document], **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(level, Document.Level(level).label) for level in levels]
        self.fields["level"] = forms.TypedChoiceField(label=_("Who may read it"), coerce=int, choices=choices)
        if may_share:
            self.fields["shared"] = forms.BooleanField(label=_("Also show it to the engaged lawyer"), required=False)
        if current:
            older = [(str(one.pk), f"{one.title!s} · L{one.level}") for one in current]
            self.fields["supersedes"] = forms.TypedChoiceField(
                label=_("Takes the place of"),
                required=False,
                coerce=UUID,
                empty_value=None,
                choices=[("", _("None")), *older],
            )
        self.ask_about_words(may_move=Document.Level.L5 in levels)


class WithdrawForm(WalledForm):
    walled = "reason"
    reason = forms.CharField(
        label=_("Why"), max_length=TITLE_LIMIT, help_text=_("The content is erased and cannot be brought back.")
    )
    sure = forms.BooleanField(label=_("Erase the content of this document"))

    def __init__(self, *args: Any, is_privileged: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not is_privileged:
            self.ask_about_words(may_move=False)


class LetterForm(CaseForm):
    kind = forms.ChoiceField(label=_("Letter"), choices=[("", _("Choose a letter")), *letters.CHOICES])
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    purpose = forms.ChoiceField(
        label=_("Purpose"), choices=PURPOSES, help_text=_("It carries the person's name: the look is logged.")
    )
