"""Numbers of a person: the one form in which each is kept, and what is refused."""

import pytest

from alerts import identifiers


@pytest.mark.parametrize("text", ["A12345678", "a 012-345-678", "12345678", "A#12 345 678", "A.012345678"])
def test_an_a_number_has_one_form(text):
    assert identifiers.a_number(text) == "A012345678"


@pytest.mark.parametrize("text", ["", "A", "A123456", "A1234567890", "B12345678", "A1234567x", "١٢٣٤٥٦٧٨"])
def test_what_is_no_a_number_is_refused(text):
    with pytest.raises(ValueError):
        identifiers.a_number(text)


def test_a_curp_is_held_against_its_check_digit():
    # The specimen of python-stdnum's documentation, and one computed by hand from RENAPO's table.
    assert identifiers.curp("boxw310820hnerxn09") == "BOXW310820HNERXN09"
    assert identifiers.curp_digit("BOXW310820HNERXN0") == 9


@pytest.mark.parametrize(
    "text",
    [
        "",
        "BOXW310820HNERXN08",  # check digit
        "BOXW311320HNERXN09",  # month 13
        "BOXW310820HZZRXN09",  # no such state
        "BOXW310820ZNERXN09",  # no such sex
        "BOXW310820HNERXN0",
        "BOXW310820HNERXN099",
    ],
)
def test_what_is_no_curp_is_refused(text):
    with pytest.raises(ValueError):
        identifiers.curp(text)


@pytest.mark.parametrize(
    ("text", "e164"),
    [
        ("213 555 0100", "+12135550100"),
        ("(213) 555-0100", "+12135550100"),
        ("+52 55 1234 5678", "+525512345678"),
        ("011 52 55 1234 5678", "+525512345678"),
    ],
)
def test_a_telephone_has_one_form(text, e164):
    assert identifiers.phone(text) == e164


@pytest.mark.parametrize("text", ["", "call me", "123", "+", "0" * 40, "\x00"])
def test_what_is_no_telephone_is_refused(text):
    with pytest.raises(ValueError):
        identifiers.phone(text)
