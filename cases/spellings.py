"""How a Spanish compound name may have been typed into a custody system: the forms worth searching for. Standard library only.

The rules are ours, from how names with two surnames fall into fields for a first and a last name: the second surname taken for
the last, the two run together or hyphenated, the second given name taken for a middle one, particles joined or dropped, accents lost.
"""

import re
import unicodedata
from collections.abc import Iterator

PARTICLES = frozenset({"de", "del", "la", "las", "los", "y", "san", "santa", "van", "von", "da", "do"})
# One sound, several letters; what a clerk hears is what gets typed.
HEARD = (("z", "s"), ("s", "z"), ("v", "b"), ("b", "v"), ("y", "ll"), ("ll", "y"), ("g", "j"), ("x", "j"), ("qu", "k"))
MOST = 30


def variants(given: str, surnames: str) -> list[tuple[str, str]]:
    """(first name, last name) in the order of how likely each is; the name as it is comes first. At most 30."""
    firsts, lasts = _given(_plain(given)), _surnames(_plain(surnames))
    if not firsts or not lasts:
        return [(" ".join(firsts), " ".join(lasts))] if firsts or lasts else []
    whole = [(firsts[0], last) for last in (*lasts, *_heard(lasts[0]))]
    shorter = [(first, last) for last in lasts for first in firsts[1:]]
    return list(dict.fromkeys(whole + shorter))[:MOST]


def split(name: str) -> tuple[str, str]:
    """Given names and surnames of a name written in one: the last two, with their particles, are surnames; the only two are one of each."""
    parts = _parts(name.split())
    surnames = 1 if len(parts) < 3 else 2
    return " ".join(parts[:-surnames]), " ".join(parts[-surnames:])


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.casefold().replace("ñ", "n"))
    return " ".join(re.sub(r"[^a-z' -]", "", letters).replace("-", " ").split()).upper()


def _given(name: str) -> list[str]:
    names = name.split()
    return list(dict.fromkeys([name, *names[:1], *names[1:2]])) if names else []


def _surnames(name: str) -> list[str]:
    """Both, run together, hyphenated, the first alone, the second alone, the other way round; particles joined, then dropped."""
    parts = _parts(name.split())
    if len(parts) < 2:
        return list(dict.fromkeys(_forms(parts)))
    first, second = parts[0], " ".join(parts[1:])
    order = [f"{first} {second}", first, second, f"{first}-{second}", f"{first}{second}", f"{second} {first}"]
    return list(dict.fromkeys(form for one in order for form in _forms([one])))


def _parts(words: list[str]) -> list[str]:
    """Surnames with their particles: DE LA CRUZ is one."""
    parts: list[str] = []
    waiting: list[str] = []
    for word in words:
        waiting.append(word)
        if word.casefold() not in PARTICLES:
            parts.append(" ".join(waiting))
            waiting = []
    return parts + waiting


def _forms(names: list[str]) -> Iterator[str]:
    for name in names:
        yield name
        words = name.split()
        if any(word.casefold() in PARTICLES for word in words):
            yield "".join(words)
            yield " ".join(word for word in words if word.casefold() not in PARTICLES) or name


def _heard(surname: str) -> list[str]:
    low = surname.casefold()
    return [low.replace(one, other).upper() for one, other in HEARD if one in low]
