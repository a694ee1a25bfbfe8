"""How urgent a case is, and why: flags and circumstances to P0-P3, the reasons always beside the number. Standard library only."""

from collections.abc import Collection
from dataclasses import dataclass

# What a flag alone makes of a case. P0 for children left alone and a removal within 48 hours: domain.md, section 3; the rest is ours.
FLAGS = {
    "children_left_alone": 0,
    "removal_imminent_48h": 0,
    "unaccompanied_minor": 1,
    "minor": 1,
    "sole_caregiver": 1,
    "pregnant_or_nursing": 1,
    "serious_medical": 1,
    "self_harm_risk": 1,
    "abuse_reported": 1,
    "no_location_24h": 1,
    "disability": 2,
    "older_65": 2,
    "victim_of_crime": 2,
    "indigenous_language_only": 2,
}
TOGETHER = 2  # so many flags of one step weigh one step more; P0 is for its own flags alone
IN_CUSTODY, AT_LIBERTY = 2, 3


@dataclass(frozen=True, slots=True)
class Judged:
    """`reasons` are codes of flags, or `in_custody` and `at_liberty`, which say what counted when no flag did."""

    priority: int
    reasons: tuple[str, ...]


def judge(flags: Collection[str], *, in_custody: bool) -> Judged:
    """The strongest flag decides; several of that step weigh one more. Without any, being held does.

    Raises KeyError for a flag that nobody knows.
    """
    if not flags:
        return Judged(IN_CUSTODY, ("in_custody",)) if in_custody else Judged(AT_LIBERTY, ("at_liberty",))
    strongest = min(FLAGS[flag] for flag in flags)
    reasons = tuple(flag for flag in FLAGS if flag in flags and FLAGS[flag] == strongest)
    if len(reasons) >= TOGETHER and strongest > 1:
        strongest -= 1
    return Judged(strongest, reasons)
