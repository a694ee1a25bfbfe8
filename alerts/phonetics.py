"""How a Spanish name sounds: one key for every way in which a jail, a court and a mother spell it. Pure."""

import re
import unicodedata

import jellyfish

# Words that stand in a name and tell nothing of it.
PARTICLES = frozenset({"de", "del", "la", "las", "los", "el", "y", "e", "da", "das", "do", "dos", "von", "van"})

# Letters of Mexican Spanish that sound alike, in the order in which they are read. `metaphone` knows English alone: without
# this it keeps apart Vázquez and Basques, Jiménez and Ximenes, Llanes and Yáñez.
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"ñ|n[iy](?=[aou])", "n"),  # American records have no tilde: Muñoz, Munoz and Munioz are one
        (r"s?ch|sh", "x~"),
        (r"ph", "f"),
        (r"^x(?=[aei])|(?<=[aeiou])x(?=[ei])", "j"),  # Ximena, Mexía; but Xóchitl begins with an s
        (r"x(?!~)", "s"),
        (r"g(?=[ei])", "j"),
        (r"^h?u(?=[aeio])|w(?=[aeiou])", "gu"),  # Huerta and Güerta, Wendy and Guendy
        (r"[gq][uü](?=[ei])|q|g", "k"),
        (r"c(?=[ei])|z", "s"),
        (r"c", "k"),
        (r"tl$", "l"),  # Xóchitl is heard as Sóchil
        (r"h", ""),
        (r"ll", "y"),
        (r"^y(?![aeiou])|y$", "i"),
        (r"(?<![aeiou])i(?=[aeou])", "y"),
        (r"v", "b"),
        (r"j", "h"),
        (r"x~", "sh"),
        (r"n(?=[bp])", "m"),
        (r"(.)\1+", r"\1"),
    )
)


def plain(name: str) -> str:
    """Small letters without accents and signs, one space between words: "Muñoz-Peña, José" and "munoz pena jose" are one."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z]+", letters.replace("ß", "ss")))


def parts(name: str) -> list[str]:
    """The words of a name that tell something, as they are written, each once and in their order."""
    kept = unicodedata.normalize("NFC", name.casefold())
    words = [word for word in re.findall(r"[^\W\d_]+", kept) if word not in PARTICLES]
    return list(dict.fromkeys(words))


def sound(word: str) -> str:
    """The key of one word. Empty when it has no letter of our alphabet."""
    letters = _letters(word)
    for pattern, said in _SOUNDS:
        letters = pattern.sub(said, letters)
    return (jellyfish.metaphone(letters) or letters.upper()) if letters else ""


def sounds(name: str) -> list[str]:
    """The keys of all parts of a name, each once and in their order."""
    return list(dict.fromkeys(key for key in map(sound, parts(name)) if key))


def _letters(word: str) -> str:
    """Without accents, but the signs that change a sound stay: ñ and ü."""
    kept = [letter if letter in "ñü" else plain(letter) for letter in unicodedata.normalize("NFC", word.casefold())]
    return "".join(kept)
