"""The languages that people and lawyers speak, as BCP-47 tags with their names: those of the alerts, and Mexico's own."""

from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

# Tags: ISO 639-2 and 639-3 (SIL). A group stands for its variants: an interpreter asks which one. Speakers: INEGI, census of 2020.
NAMES: dict[str, Promise] = {
    "es": _("Spanish"),
    "en": _("English"),
    "nah": _("Nahuatl"),
    "yua": _("Maya (Yucatán)"),
    "tzh": _("Tzeltal"),
    "tzo": _("Tzotzil"),
    "mix": _("Mixtec"),
    "zap": _("Zapotec"),
    "oto": _("Otomi"),
    "top": _("Totonac"),
    "ctu": _("Chol"),
    "maz": _("Mazahua"),
    "maq": _("Mazatec"),
    "tee": _("Tepehua"),
    "hus": _("Huastec"),
    "chq": _("Chinantec"),
    "tcf": _("Tlapanec (Me'phaa)"),
    "tsz": _("Purépecha"),
    "mir": _("Mixe"),
    "tar": _("Tarahumara (Rarámuri)"),
    "trc": _("Triqui"),
    "amu": _("Amuzgo"),
    "hch": _("Huichol (Wixárika)"),
    "mam": _("Mam"),
    "quc": _("K'iche'"),
    "kjb": _("Q'anjob'al"),
}
CHOICES = list(NAMES.items())
INTERNATIONAL = frozenset({"es", "en"})
CONTACT = "es"  # the language in which an interpreter of an indigenous language is found most easily


def base(tag: str) -> str:
    """ "es-MX" -> "es": a region does not keep two people from understanding each other."""
    return tag.replace("_", "-").split("-")[0].lower()


def name(tag: str) -> str:
    """In the reader's language where it is known; a tag that nobody knows stays as it was sent."""
    if known := NAMES.get(base(tag)):
        return str(known)
    try:
        return get_language_info(tag)["name_translated"]
    except KeyError:
        return tag
