"""Why this case before that one: the number and its reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import priority
from cases.priority import FLAGS, judge


@pytest.mark.parametrize(("flags", "in_custody", "number", "reasons"), [
    ([], True, 2, ("in_custody",)),
    ([], False, 3, ("at_liberty",)),
    (["older_65"], True, 2, ("older_65",)),
    (["older_65", "disability"], False, 1, ("disability", "older_65")),   # two of one step weigh one more
    (["pregnant_or_nursing", "older_65"], True, 1, ("pregnant_or_nursing",)),
    (["pregnant_or_nursing", "serious_medical"], True, 1, ("pregnant_or_nursing", "serious_medical")),  # P0 is for its own
    (["children_left_alone", "minor"], True, 0, ("children_left_alone",)),
    (["removal_imminent_48h"], True, 0, ("removal_imminent_48h",)),
])  # fmt: skip
def test_the_reasons_stand_beside_the_number(flags, in_custody, number, reasons):
    assert judge(flags, in_custody=in_custody) == priority.Judged(number, reasons)


def test_an_unknown_flag_is_an_error_not_a_low_priority():
    with pytest.raises(KeyError):
        judge(["tall"], in_custody=True)


@given(st.sets(st.sampled_from(sorted(FLAGS))), st.sampled_from(sorted(FLAGS)), st.booleans())
def test_one_more_flag_never_makes_a_case_wait_longer(flags, one_more, in_custody):
    before, after = judge(flags, in_custody=in_custody), judge(flags | {one_more}, in_custody=in_custody)

    assert after.priority <= before.priority
    assert 0 <= after.priority <= 3 and after.reasons
