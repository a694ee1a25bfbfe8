"""The call-back script: what an officer asks and says, by kind of alert and by language. Its words are data, in script.json.

Under duress the same steps, under the same codes and titles, say what to do instead of calling: a tick, a count or an event
must not tell anybody that the alert is under duress.
"""

import json
from dataclasses import dataclass
from pathlib import Path

_DATA = json.loads((Path(__file__).parent / "script.json").read_text(encoding="utf-8"))
VERSION: str = _DATA["version"]
LANGUAGES: list[str] = _DATA["languages"]  # the first one is spoken where nobody knows better


@dataclass(frozen=True, slots=True)
class Step:
    """`say` in the person's language, `help` the same in the officer's (empty when that is the same language), `why` for the officer."""

    code: str
    title: str
    say: str
    help: str
    why: str


def codes(kind: str) -> list[str]:
    """The steps for a kind of alert, in the order in which they are gone through."""
    return _DATA["kinds"].get(kind, _DATA["kinds"]["panic"])


def spoken(*languages: str) -> str:
    """The first of these languages that the script has ("es-MX" is "es")."""
    known = (language.lower().replace("_", "-").split("-")[0] for language in languages)
    return next((language for language in known if language in LANGUAGES), LANGUAGES[0])


def title(code: str, reader: str) -> str:
    """A step's short name; the code itself for one that an older version had."""
    return _DATA["steps"].get(code, {}).get("title", {}).get(spoken(reader), code)


def steps(kind: str, *, language: str, reader: str, duress: bool) -> list[Step]:
    """The script for a kind of alert. Under duress nothing is said to the person: all of it is for the officer."""
    return [_step(code, language=spoken(language), reader=spoken(reader), duress=duress) for code in codes(kind)]


def _step(code: str, *, language: str, reader: str, duress: bool) -> Step:
    said = _DATA["steps"][code]
    if duress:
        instead = said.get("duress")
        why = instead["why"][reader] if instead else f"{_DATA['duress']['why'][reader]} {said['say'][reader]}"
        return Step(code, said["title"][reader], (instead or _DATA["duress"])["say"][reader], "", why)
    help_ = said["say"][reader] if reader != language else ""
    return Step(code, said["title"][reader], said["say"][language], help_, said["why"][reader])
