"""Numbers by which offices know a person, each in the one form in which it is kept. Pure; ValueError for what cannot be one."""

import re
from datetime import date

import phonenumbers

# RENAPO's table of values: Ñ stands between N and O.
_CURP_VALUES = {letter: value for value, letter in enumerate("0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ")}
# Two letters for each state, and NE for who was born abroad. X is the sex that is neither (since 2023).
_STATES = "AS|BC|BS|CC|CL|CM|CS|CH|DF|DG|GT|GR|HG|JC|MC|MN|MS|NT|NL|OC|PL|QT|QR|SP|SL|SR|TC|TS|TL|VZ|YN|ZS|NE"
_CURP = re.compile(rf"[A-Z][AEIOUX][A-Z]{{2}}(\d\d)(\d\d)(\d\d)[HMX](?:{_STATES})[B-DF-HJ-NÑP-TV-Z]{{3}}([A-Z\d])\d")
_A_NUMBER = re.compile(r"A?([0-9]{7,9})")
_CONSULAR_ID = re.compile(r"[A-Z0-9]{4,20}")


def a_number(text: str) -> str:
    """`A` and nine digits: USCIS fills shorter ones with zeros after the A."""
    found = _A_NUMBER.fullmatch(re.sub(r"[\s.#-]", "", text.upper()))
    if not found:
        raise ValueError
    return "A" + found[1].zfill(9)


def curp(text: str) -> str:
    """Eighteen letters and digits with the check digit of RENAPO's "Instructivo Normativo para la Asignación de la Clave Única
    de Registro de Población": each of the first 17 by its value times 18 less its place, and what the sum lacks to the next ten."""
    letters = re.sub(r"[\s-]", "", text.upper())
    found = _CURP.fullmatch(letters)
    if not found:
        raise ValueError
    century = 2000 if found[4].isalpha() else 1900
    date(century + int(found[1]), int(found[2]), int(found[3]))
    if int(letters[17]) != curp_digit(letters[:17]):
        raise ValueError
    return letters


def curp_digit(letters: str) -> int:
    return -sum(_CURP_VALUES[letter] * (18 - place) for place, letter in enumerate(letters)) % 10


def consular_id(text: str) -> str:
    letters = re.sub(r"[\s.-]", "", text.upper())
    if not _CONSULAR_ID.fullmatch(letters) or not any(letter.isdigit() for letter in letters):
        raise ValueError
    return letters


def phone(text: str) -> str:
    """E.164. Without a country it is one of the United States, or else of Mexico."""
    for region in ("US", "MX"):
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise ValueError
