"""Waves of offers: sent by a person, gone on with by the sweeper until somebody accepts or nobody is left."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cases import candidates, ranking, workflow
from cases.actions.locked import admit, locked, record, save, save_matter, visible
from cases.consent import refuse_if_opposed
from cases.models import Case, LegalMatter, Offer, OfferWave
from consular.organisation.access import Viewer

log = logging.getLogger(__name__)
BATCH = 50


@transaction.atomic(durable=True)
def send_wave(*, code: str, actor: Any, viewer: Viewer, court: Any = None) -> Case:
    """Begins a search: asks the first lawyers of the ranking. Those who fell silent in an earlier search are asked anew."""
    case = visible(code, viewer)
    admit("wave", case, viewer)
    refuse_if_opposed(case, "lawyer")
    now = timezone.now()
    matter = case.matter
    matter.court = court or matter.court
    last = matter.waves.order_by("-search").first()
    ask_next(case, actor, search=last.search + 1 if last else 1, number=1, now=now)
    save(case, now)
    return case


def expire_offers(*, now: datetime) -> int:
    """Ends the offers whose time is over, and asks the next lawyers. A case that fails keeps no other waiting."""
    due = Offer.objects.filter(state__in=workflow.OPEN_OFFER, expires_at__lte=now)
    waiting = due.order_by("matter__case").values_list("matter__case", flat=True).distinct()[:BATCH]
    return sum(_expired(case, now) for case in waiting)


def _expired(case_id: Any, now: datetime) -> int:
    try:
        return _expire(case_id, now)
    except Exception as error:
        log.error("offers of case %s could not be ended: %s", case_id, type(error).__name__)
        return 0


@transaction.atomic(durable=True)
def _expire(case_id: Any, now: datetime) -> int:
    case = locked(Case.objects.filter(pk=case_id))
    late = [offer for offer in case.open_offers if offer.expires_at and offer.expires_at <= now]
    for offer in late:
        offer.state = workflow.moved(workflow.OFFER, offer.state, "expired")
        offer.save(update_fields=["state"])
        record("case.offer_expired", case, None, lawyer=offer.lawyer_id)
    if late:
        go_on(case, late[0], now)
        save(case, now)
    return len(late)


def go_on(case: Case, ended: Offer, now: datetime) -> None:
    """After an offer has ended: while others wait, nothing; then the next wave, or the matter seeks counsel and says so."""
    if case.open_offers:
        return
    matter = case.matter
    matter.state = workflow.moved(workflow.MATTER, matter.state, "seeking_counsel")
    end_wave(matter, now)
    if ended.wave is None or case.state in workflow.STOPPED:
        matter.nobody_left_at = now if ended.state == Offer.State.EXPIRED else None
        save_matter(matter, now, "state")
        if matter.nobody_left_at:
            record("case.nobody_left", case, None, search=0)
        return
    ask_next(case, ended.sent_by, search=ended.wave.search, number=ended.wave.number + 1, now=now)


def ask_next(case: Case, actor: Any, *, search: int, number: int, now: datetime) -> None:
    """The next lawyers of the ranking, worked out anew: in the meantime one may have fallen ill, another become free. Saves the matter."""
    matter = case.matter
    need = candidates.need_of(case, now)
    asked = Offer.objects.filter(matter=matter, wave__search=search).values_list("lawyer", flat=True)
    able, unable = ranking.rank(need, candidates.candidates(case, need, now, asked=asked))
    if not able:
        _say_nobody_is_left(case, search, now)
        return
    wave = OfferWave.objects.create(
        matter=matter,
        search=search,
        number=number,
        priority=case.priority,
        need=ranking.as_data(need),
        left_out=[{"lawyer": one.lawyer, "why": why} for one, why in unable],
        sent_by=actor,
        sent_at=now,
        expires_at=now + ranking.ANSWER_WITHIN[case.priority],
    )
    path = ["offered"] if matter.state == LegalMatter.State.SEEKING_COUNSEL else ["seeking_counsel", "offered"]
    matter.state = workflow.moved(workflow.MATTER, matter.state, *path)
    save_matter(matter, now, "state", "court")
    for place, one in enumerate(able[: ranking.WAVE], start=1):
        _offer(wave, one, place, actor)
        record("case.offered", case, actor, lawyer=one.candidate.lawyer, matter_state=matter.state)
    record("case.wave_sent", case, actor, search=search, wave=number, asked=min(len(able), ranking.WAVE))


def end_wave(matter: LegalMatter, now: datetime) -> None:
    matter.waves.filter(ended_at=None).update(ended_at=now)


def _offer(wave: OfferWave, one: ranking.Ranked, place: int, actor: Any) -> None:
    Offer.objects.create(
        matter=wave.matter,
        wave=wave,
        lawyer_id=one.candidate.lawyer,
        place=place,
        points=one.points,
        facts=ranking.as_data(one.candidate),
        factors=[ranking.as_data(factor) for factor in one.factors],
        state=Offer.State.SENT,
        sent_by=actor,
        created_at=wave.sent_at,
        sent_at=wave.sent_at,
        expires_at=wave.expires_at,
    )


def _say_nobody_is_left(case: Case, search: int, now: datetime) -> None:
    matter = case.matter
    if matter.state != LegalMatter.State.SEEKING_COUNSEL:
        matter.state = workflow.moved(workflow.MATTER, matter.state, "seeking_counsel")
    matter.nobody_left_at = now
    save_matter(matter, now, "state", "court")
    record("case.nobody_left", case, None, search=search)
