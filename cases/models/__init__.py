"""A protection case, its legal matter, and what hangs on them: alerts, offers, notes, outcomes."""

from cases.models.case import Case, CaseAlert
from cases.models.choices import Category, Priority
from cases.models.matter import LegalMatter, Offer
from cases.models.records import Note, Outcome

__all__ = ["Case", "CaseAlert", "Category", "LegalMatter", "Note", "Offer", "Outcome", "Priority"]
