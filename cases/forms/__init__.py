"""Forms of the case pages: what a person types, before an action judges it."""

from cases.forms.case import (
    TEXT_LIMIT,
    TITLE_LIMIT,
    AcceptForm,
    AssignForm,
    DeclineForm,
    FilterForm,
    NoteForm,
    OutcomeForm,
    UnmaskForm,
    ask_where_it_belongs,
)
from cases.forms.documents import DocumentForm, LetterForm, WithdrawForm

__all__ = [
    "TEXT_LIMIT",
    "TITLE_LIMIT",
    "AcceptForm",
    "AssignForm",
    "DeclineForm",
    "DocumentForm",
    "FilterForm",
    "LetterForm",
    "NoteForm",
    "OutcomeForm",
    "UnmaskForm",
    "WithdrawForm",
    "ask_where_it_belongs",
]
