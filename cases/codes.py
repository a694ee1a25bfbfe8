"""Case codes: opaque, short, readable over the telephone ("C-7F3K2M")."""

import re

from django.db import connection

from alerts import crockford

LENGTH = 6
PREFIX = "C-"
PERSON_PREFIX = "PX-"


def next_code() -> str:
    """The code of a new case, from the same permutation of 2^30 as people's codes but the other half of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT alerts_code(nextval('cases_case_code'))")
        return PREFIX + cursor.fetchone()[0]


def normalised(text: str) -> str | None:
    """A code as a person types it ("c 0o1l9z"), or None when it cannot be one. O reads as 0, I and L as 1."""
    text = re.sub(r"^\s*C(?=[\s_-]|\w{6}\s*$)", "", text.upper())
    if not re.fullmatch(r"[\w\s-]*", text):
        return None
    letters = crockford.normalised(text)
    return PREFIX + letters if len(letters) == LENGTH and set(letters) <= set(crockford.ALPHABET) else None


def of_person(text: str) -> set[str]:
    """A person's code as it is typed ("px 7f3k2m", "7F3K2M"), in every way in which it may be kept."""
    typed = text.strip().upper()
    return {typed, PERSON_PREFIX + crockford.normalised(re.sub(r"^PX[\s_-]*", "", typed))}
