"""Forms of the case pages: what a person types, before an action judges it."""

from cases.forms.case import (
    AcceptForm,
    AssignForm,
    DeclineForm,
    FilterForm,
    NoteForm,
    OutcomeForm,
    UnmaskForm,
)

__all__ = ["AcceptForm", "AssignForm", "DeclineForm", "FilterForm", "NoteForm", "OutcomeForm", "UnmaskForm"]
