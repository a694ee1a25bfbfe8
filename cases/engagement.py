"""The terms of an engagement: what they are, and in which words they are asked for while they are missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclass(frozen=True, slots=True)
class Terms:
    """`e28_on` is the day on which the notice of appearance (form EOIR-28) was filed; `no_appearance` says that none will be."""

    client_agreed: bool = False
    scope: str = ""
    e28_on: date | None = None
    no_appearance: bool = False


# Asked for before work starts: domain.md, section 3.
ASKED = {
    "conflict": gettext_lazy("Certify in words that there is no conflict of interest."),
    "client_agreed": gettext_lazy("Record that the client has agreed to be represented by you."),
    "scope": gettext_lazy("Say whether you represent in full or for a limited part."),
    "appearance": gettext_lazy(
        "Enter the day on which the E-28 was filed, or that you are not entering an appearance."
    ),
}


def sentences(missing: Iterable[str]) -> dict[str, str]:
    return {term: str(ASKED[term]) for term in missing}


def both(terms: Terms) -> str:
    """Why the terms contradict each other; empty when they do not."""
    if terms.e28_on and terms.no_appearance:
        return _("Either the E-28 was filed or no appearance is entered, not both.")
    return ""
