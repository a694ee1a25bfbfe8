"""The treaty's stop on one case: set when the person opposes, lifted when they no longer do. The callers save."""

from cases import consent, workflow
from cases.models import Case

STOP = ("state", "stopped_from", "close_requested_by", "close_requested_at")


def stop(case: Case) -> None:
    if case.state in workflow.STOPPED:
        return
    case.stopped_from = case.state
    case.state = workflow.moved(workflow.CASE, case.state, "blocked_opposed")
    case.locate_due_at = None
    case.close_requested_by = case.close_requested_at = None


def stop_ends(case: Case) -> None:
    """Back to where the person was; what was new, reopened or waited to be closed is in contact again."""
    if case.state != Case.State.BLOCKED_OPPOSED:
        return
    back = case.stopped_from if case.stopped_from in workflow.reachable(case) else Case.State.CONTACTING
    case.state = workflow.moved(workflow.CASE, case.state, back)
    case.stopped_from = ""


def stop_if_opposed(case: Case) -> None:
    """A case that is opened for somebody who opposes it begins stopped, unless they have pressed since."""
    found = consent.stop_of(case, case.person)
    if found and found.holds:
        stop(case)
