"""The letters that a case writes: which there are, at what level they are kept, and the facts that stand in them.

Each is a template per language (templates/cases/letters/<kind>.<language>.html): prose is written, not put together from phrases.
What the templates say of law names its source beside it.
"""

from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import whereabouts
from cases.models import Case, Document, Stint


@dataclass(frozen=True, slots=True)
class Letter:
    """`level` is that of the document it becomes; titles are in the language of the letter."""

    label: Promise
    level: int
    titles: dict[str, str]


LETTERS = {
    "consular_access": Letter(
        _("To the field office: asks for consular access"),
        Document.Level.L2,
        {"en": "Request for consular access", "es": "Solicitud de acceso consular"},
    ),
    "visit_sheet": Letter(
        _("Visit sheet: what to take, ask and write down"),
        Document.Level.L2,
        {"en": "Consular visit sheet", "es": "Hoja de visita consular"},
    ),
    "bond_checklist": Letter(
        _("Bond packet: what the judge will want to see"),
        Document.Level.L3,
        {"en": "Checklist for the bond packet", "es": "Lista para el expediente de fianza"},
    ),
}
CHOICES = [(kind, letter.label) for kind, letter in LETTERS.items()]


def title(kind: str, language: str) -> str:
    return LETTERS[kind].titles[language]


def html(kind: str, language: str, *, case: Case, identity: dict[str, str], author: Any) -> str:
    """The letter as a page to print. `identity` has been read, and its reading logged, by the caller."""
    now = timezone.now()
    facts = {
        "case": case,
        "post": case.consulate,
        "name": identity["name"],
        "person": case.person.code,
        "place": _place(case, now),
        "court": case.matter.court,
        "lawyer": case.matter.lawyer,
        "author": author,
        "now": now,
        "zone": case.consulate.timezone,
        "title": title(kind, language),
        "language": language,
    }
    with translation.override(language):
        return render_to_string(f"cases/letters/{kind}.{language}.html", facts)


def _place(case: Case, now: Any) -> Stint | None:
    """Where the person is, as far as anybody's word is worth something now."""
    told = whereabouts.ranked(Stint.objects.of(case), now)
    return told[0][0] if told else None
