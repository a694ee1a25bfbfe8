"""The tables of moves, as pure Python."""

from dataclasses import dataclass, field
from itertools import product

import pytest

from cases import codes, outcomes, workflow
from cases.models import Case, ChildCase, Consent, LegalMatter, Offer


@dataclass
class ACase:
    state: str = "new"
    matter_state: str = "screening"
    consulate_id: int = 1
    lawyer_id: int | None = None
    close_requested_by_id: int | None = None
    offered_to: frozenset = frozenset()
    missing: tuple = ()
    kept_open: tuple = ()

    def has_open_offer_for(self, user_id):
        return user_id in self.offered_to

    def missing_outcomes(self):
        return self.missing

    def keeps_it_open(self):
        return self.kept_open


@dataclass
class AViewer:
    user_id: int = 7
    is_lawyer: bool = False
    officer_posts: frozenset = field(default_factory=frozenset)
    supervisor_posts: frozenset = field(default_factory=frozenset)


OFFICER = AViewer(officer_posts=frozenset({1}))
OTHER_OFFICER = AViewer(officer_posts=frozenset({2}))
SUPERVISOR = AViewer(supervisor_posts=frozenset({1}))
LAWYER = AViewer(is_lawyer=True)
NOBODY = AViewer()


@pytest.mark.parametrize(
    ("table", "states"),
    [
        (workflow.CASE, Case.State),
        (workflow.MATTER, LegalMatter.State),
        (workflow.OFFER, Offer.State),
        (workflow.CHILD, ChildCase.State),
        (workflow.CONSENT, Consent.State),
    ],
)
def test_every_state_is_in_its_table_and_every_move_leads_to_a_state(table, states):
    assert set(table) == set(states.values)
    assert {after for moves in table.values() for after in moves} <= set(states.values)


@pytest.mark.parametrize(
    ("table", "start"),
    [
        (workflow.CASE, "new"),
        (workflow.MATTER, "screening"),
        (workflow.OFFER, "drafted"),
        (workflow.CHILD, "reported"),
        (workflow.CONSENT, "unknown"),
    ],
)
def test_every_state_can_be_reached(table, start):
    reached, edge = {start}, {start}
    while edge:
        edge = {after for before in edge for after in table[before]} - reached
        reached |= edge
    assert reached == set(table)


@pytest.mark.parametrize(
    ("table", "before", "after"),
    [
        (workflow.CASE, "new", "closed"),
        (workflow.CASE, "closed", "in_custody"),
        (workflow.MATTER, "offered", "engaged"),
        (workflow.MATTER, "closed", "engaged"),
        (workflow.OFFER, "declined", "accepted"),
        (workflow.OFFER, "withdrawn", "accepted"),
        (workflow.OFFER, "accepted", "declined"),
    ],
)
def test_moves_that_are_not_in_the_table_raise(table, before, after):
    with pytest.raises(workflow.IllegalMove):
        workflow.moved(table, before, after)


def test_a_path_is_walked_step_by_step():
    assert workflow.moved(workflow.MATTER, "screening", "seeking_counsel", "offered") == "offered"
    with pytest.raises(workflow.IllegalMove):
        workflow.moved(workflow.MATTER, "screening", "offered")


def test_nobody_without_a_tie_to_the_case_is_allowed_anything():
    for state, matter_state in product(workflow.CASE, workflow.MATTER):
        case = ACase(state, matter_state, lawyer_id=8, close_requested_by_id=9)
        for viewer in (NOBODY, OTHER_OFFICER, LAWYER):
            assert workflow.allowed(case, viewer) == []


def test_a_closed_case_allows_nobody_anything():
    for matter_state in workflow.MATTER:
        case = ACase("closed", matter_state, lawyer_id=7, offered_to=frozenset({7}))
        for viewer in (OFFICER, SUPERVISOR, LAWYER):
            assert workflow.allowed(case, viewer) == []


def test_a_stopped_case_is_offered_to_nobody():
    case = ACase("blocked_opposed", "offered", offered_to=frozenset({7}))
    assert workflow.allowed(case, OFFICER) == ["notes", "outcome", "request-close"]
    assert workflow.allowed(case, LAWYER) == []


def test_an_offer_counts_only_for_a_lawyer():
    case = ACase("new", "offered", offered_to=frozenset({7}))
    assert workflow.allowed(case, LAWYER) == ["accept", "decline"]
    assert workflow.allowed(case, NOBODY) == []


@pytest.mark.parametrize(
    ("requested_by", "missing", "allowed"), [(9, (), True), (7, (), False), (9, ("custody",), False), (None, (), False)]
)
def test_closing_needs_a_second_person_and_all_outcomes(requested_by, missing, allowed):
    case = ACase("pending_close", "engaged", close_requested_by_id=requested_by, missing=missing)
    assert ("close" in workflow.allowed(case, SUPERVISOR)) is allowed


def test_the_post_never_writes_inside_the_privilege():
    for state, matter_state in product(workflow.CASE, workflow.MATTER):
        for viewer in (OFFICER, SUPERVISOR):
            assert set(workflow.writable_levels(ACase(state, matter_state), viewer)) == {1, 2, 3}


def test_the_engaged_lawyer_writes_every_level():
    case = ACase("new", "engaged", lawyer_id=7)
    assert workflow.writable_levels(case, LAWYER) == [1, 2, 3, 4, 5]


def test_outcome_codes_fit_the_table_of_cases():
    assert {one.axis for one in outcomes.ALL} == set(outcomes.AXES)
    assert {one.case_state for one in outcomes.ALL} <= {"", *workflow.CASE}
    assert {one.turn for one in outcomes.ALL} <= set(outcomes.TURNS)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("C-7F3K2M", "C-7F3K2M"),
        (" c-7f3k2m ", "C-7F3K2M"),
        ("7F3 K2M", "C-7F3K2M"),
        ("c-7f3koi", "C-7F3K01"),
        ("CCCCCC", "C-CCCCCC"),
        ("C-7F3K2", None),
        ("C-7F3K2MM", None),
        ("C-7F3K2U", None),
        ("", None),
        ("\x00", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed, code):
    assert codes.normalised(typed) == code
