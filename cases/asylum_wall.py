"""Words that belong inside the privilege: the consulate is the home government, and may not learn of fear of it. Standard library only.

The list is our own: written for this project from the names of the protections (asylum, withholding, Convention against
Torture, U and T visas, VAWA, special immigrant juvenile) and their forms, and from how people tell of fear and harm in Mexican Spanish and
in English. It errs towards asking: whoever writes may always say that it is about something else. A `*` stands for any ending.
"""

import re
import unicodedata

PROTECTIONS = """
asylum · asylee* · refugee* · withholding of removal · withholding only · convention against torture · credible fear · reasonable fear ·
well founded fear · u visa* · t visa* · u t visa* · u or t visa* · u status · t status · u nonimmigrant* · t nonimmigrant* ·
visa u · visa t · visas u · visas t · visa u t · visas u y t · vawa · violence against women act · self petition* ·
special immigrant juvenile* · sijs · i 589 · i 918 · i 914 · i 360 · i589 · i918 · i914 · i360 · uvisa* ·
particular social group · political opinion · nexus ·
asilo · asilada* · asilado* · refugiad* · suspension de remocion · retencion de remocion · retencion de la remocion ·
convencion contra la tortura · miedo creible · temor creible · miedo razonable · temor razonable · temor fundado · temores fundados ·
ley de violencia contra la mujer · joven inmigrante especial · grupo social particular · grupo social determinado · opinion politica
"""
TOLD = """
fear* · afraid · persecut* · tortur* · threat* · death squad* · cartel* · gang · gangs · extort* · kidnap* · traffick* · domestic violence ·
domestic abuse · abusive partner · abusive husband · forced labor · forced labour · rape* · raped · sexual assault* · cannot return ·
can not return · can t return · afraid to return · afraid to go back · killed if · kill her · kill him · kill them · hate crime* ·
miedo* · temor* · teme · temen · temia · temian · temo · persecucion* · persegu* · persig* · amenaz* · pandilla* · mara · maras · sicario* ·
crimen organizado · extorsion* · secuestr* · trata de personas · trata de blancas · victima de trata · trabajo forzado ·
violencia domestica ·
violencia familiar · violencia intrafamiliar · violacion sexual · abuso sexual · violada · violaron · no puede volver · no puede regresar ·
no puedo volver · no puedo regresar · lo van a matar · la van a matar · los van a matar · me van a matar · desplazad*
"""


def found_in(text: str) -> list[str]:
    """The words of the list that a text holds, as they stand in it, each once; case, accents and hyphens do not matter."""
    return list(dict.fromkeys(found.group(1) for found in _ANY.finditer(_plain(text))))


def _plain(text: str) -> str:
    """Small letters and digits between single blanks, without marks and without what cannot be seen."""
    spelled = unicodedata.normalize("NFKD", text.casefold())
    seen = "".join(letter for letter in spelled if unicodedata.category(letter) not in ("Mn", "Cf"))
    return " ".join(re.findall(r"[^\W_]+", seen))


def _pattern(words: str) -> str:
    listed = sorted((" ".join(word.split()) for word in words.split("·")), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", r"\w*") for word in listed)


_ANY = re.compile(rf"(?<!\w)({_pattern(PROTECTIONS + '·' + TOLD)})(?!\w)")
