"""Whatever people do, in whatever order: the tables of moves hold, and so does what must be true of case, matter and offers together."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases import actions, workflow
from cases.engagement import Terms
from cases.models import Case, Consent, LegalMatter, Offer, OfferWave
from consular.errors import Refusal
from consular.organisation.access import viewer_of
from tests.cases import counsel_stage
from tests.databases import empty_of_stories

STEPS = st.tuples(
    st.sampled_from(
        [
            "assign",
            "assign",
            "wave",
            "wave",
            "view",
            "names",
            "accept",
            "accept",
            "accept",
            "decline",
            "time_passes",
            "terms",
            "activate",
            "outcomes",
            "request_close",
            "close",
            "move",
            "reopen",
            "screen_again",
            "ineligible",
            "conclude",
            "oppose",
        ]
    ),
    st.integers(0, 3),
)


class Walk:
    """One case, and the people around it, each of whom tries anything."""

    def __init__(self, cast: Any, code: str):
        self.code = code
        self.staff = [cast.ana, cast.carmen, cast.olga, cast.bruno]
        self.lawyers = [cast.luis, cast.lucia]
        self.seen: dict[tuple[str, Any], str] = {}

    def do(self, step: str, who: int) -> None:
        move: Callable[[int], Any] = getattr(self, step)
        try:
            move(who)
        except Refusal as refusal:
            assert refusal.status_code in (400, 403, 404, 409)

    def _by(self, user: Any) -> dict[str, Any]:
        return {"code": self.code, "actor": user, "viewer": viewer_of(user)}

    def _staff(self, who: int) -> dict[str, Any]:
        return self._by(self.staff[who])

    def _lawyer(self, who: int) -> dict[str, Any]:
        return self._by(self.lawyers[who % 2])

    def assign(self, who: int) -> None:
        actions.assign(**self._staff(who), lawyer=self.lawyers[who % 2])

    def wave(self, who: int) -> None:
        actions.send_wave(**self._staff(who))

    def view(self, who: int) -> None:
        actions.view_offer(**self._lawyer(who))

    def names(self, who: int) -> None:
        actions.ask_names(**self._lawyer(who))

    def accept(self, who: int) -> None:
        actions.accept(**self._lawyer(who), certified=who < 2)

    def decline(self, who: int) -> None:
        actions.decline(**self._lawyer(who), reason=("fee", "capacity", "conflict", "merits")[who])

    def time_passes(self, who: int) -> None:
        actions.expire_offers(now=timezone.now() + timedelta(days=2))

    def terms(self, who: int) -> None:
        given = (Terms(), Terms(client_agreed=True), Terms(scope="full"), Terms(True, "limited", None, True))[who]
        actions.set_terms(**self._lawyer(who), terms=given, certified=who > 1)

    def activate(self, who: int) -> None:
        actions.activate(**self._lawyer(who))

    def outcomes(self, who: int) -> None:
        for axis, code in (("custody", "bond_judge"), ("proceeding", "terminated"), ("service", "extended")):
            by = self._lawyer(who) if who % 2 else self._staff(who)
            actions.set_outcome(**by, axis=axis, outcome=code)

    def request_close(self, who: int) -> None:
        actions.request_close(**self._staff(who))

    def close(self, who: int) -> None:
        actions.close(**self._staff(who))

    def move(self, who: int) -> None:
        actions.move(**self._staff(who), state=("contacting", "locating", "in_custody", "at_liberty")[who])

    def reopen(self, who: int) -> None:
        actions.reopen(**self._staff(who), reason=Case.Reopening.values[0], text="Taken again at work")

    def screen_again(self, who: int) -> None:
        actions.screen_again(**self._staff(who))

    def ineligible(self, who: int) -> None:
        actions.find_ineligible(**self._staff(who), reason=LegalMatter.Ineligible.values[0])

    def conclude(self, who: int) -> None:
        actions.conclude(**self._lawyer(who))

    def oppose(self, who: int) -> None:
        state = "expressly_opposed" if who % 2 else "given"
        said = {"said_how": Consent.How.values[0], "said_at": timezone.now(), "statement": "Said so at the window"}
        actions.record_consent(**self._staff(who), scope="consular", state=state, **said)

    def check(self) -> None:
        case = Case.objects.get(code=self.code)
        matter = case.matter
        offers = list(Offer.objects.filter(matter=matter))
        self._check_moves(case, matter, offers)
        accepted = [offer for offer in offers if offer.state == "accepted"]
        is_open = [offer for offer in offers if offer.state in workflow.OPEN_OFFER]
        assert len(accepted) <= 1
        assert (matter.lawyer_id is not None) == (bool(accepted) and matter.state in {*workflow.WITH_LAWYER, "closed"})
        assert (matter.state == "offered") == bool(is_open)
        assert not (accepted and is_open)
        assert len({offer.lawyer_id for offer in is_open}) == len(is_open)
        assert not (matter.state == "active" and matter.missing_terms())
        assert not (case.state == "closed" and matter.state not in workflow.FINISHED_MATTER)
        assert case.state != "blocked_opposed" or not is_open
        running = OfferWave.objects.filter(matter=matter, ended_at=None)
        assert running.exists() == any(offer.wave_id for offer in is_open)
        assert matter.nobody_left_at is None or matter.state == "seeking_counsel"

    def _check_moves(self, case: Case, matter: LegalMatter, offers: list[Offer]) -> None:
        """From what was seen last, the table leads to what is seen now, be it over several steps of one action."""
        now = {("case", case.pk): (case.state, workflow.CASE), ("matter", matter.pk): (matter.state, workflow.MATTER)}
        now |= {("offer", offer.pk): (offer.state, workflow.OFFER) for offer in offers}
        for key, (state, table) in now.items():
            before = self.seen.get(key, "drafted" if key[0] == "offer" else state)
            assert state == before or state in reachable(table, before), (key[0], before, state)
            self.seen[key] = state


def reachable(table: dict[str, frozenset[str]], start: str) -> set[str]:
    reached, edge = set(), {start}
    while edge:
        edge = {after for before in edge for after in table[before]} - reached
        reached |= edge
    return reached


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=4, max_size=25))
def test_no_walk_leads_to_an_illegal_state(stage, cast, steps):
    empty_of_stories()
    stage.clients.clear()
    firm = counsel_stage.contract(cast).firm
    for user in (cast.luis, cast.lucia):
        counsel_stage.ready(user, firm)
    walk = Walk(cast, stage.opened(person={"name": "Rosa Luna Mora"}))
    walk.check()
    for step, who in steps:
        walk.do(step, who)
        walk.check()
