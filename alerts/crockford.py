"""Letters for reading aloud: Crockford's base 32 has no I, L, O and U, so that nobody mishears or misreads them."""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def random_text(length: int) -> str:
    """Five random bits a letter."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def normalised(text: str) -> str:
    """The letters as they were meant: capitals, O as 0, I and L as 1, without spaces, dashes and other signs."""
    return re.sub(r"[^0-9A-Z]", "", text.upper()).translate(str.maketrans("OIL", "011"))
