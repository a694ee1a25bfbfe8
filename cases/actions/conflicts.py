"""Verbs of the conflict check: name a party, ask for the names as a lawyer who means to accept. And the check itself, on every accept."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import conflicts, workflow
from cases.actions.locked import admit, conflict, record, save, visible
from cases.models import Case, ConflictCheck, LawyerProfile, LegalMatter, Offer, Party
from consular.errors import invalid
from consular.events import outbox
from consular.organisation.access import Viewer
from consular.privacy import keys

EXACT, SOUND = "party.name", "party.sound"


@transaction.atomic(durable=True)
def add_party(*, code: str, actor: Any, viewer: Viewer, role: str, name: str) -> Case:
    """Who else is in the matter. What the lawyer enters is the client's secret: the post does not read it, the check does."""
    case = visible(code, viewer)
    admit("parties", case, viewer)
    name = " ".join(name.split())
    if not conflicts.exact_key(name):
        raise invalid(name=_("A name needs at least one letter."))
    now = timezone.now()
    by_lawyer = not workflow.is_of_post(case, viewer)
    given = {"name": name, "sounds": _sounds(name), "is_privileged": by_lawyer, "said_by": actor, "said_at": now}
    party, made = Party.objects.get_or_create(matter=case.matter, role=role, exact=_exact(name), defaults=given)
    if not made:
        return case
    if by_lawyer:
        outbox.record("matter.party_named", subject=case.matter, posts=[], actor=actor, payload={"role": party.role})
        return case
    save(case, now)
    record("case.party_named", case, actor, role=party.role)
    return case


@transaction.atomic(durable=True)
def ask_names(*, code: str, actor: Any, viewer: Viewer) -> tuple[Case, ConflictCheck]:
    """The lawyer means to accept: compares the names, and leaves on record that the lawyer was shown them."""
    case = visible(code, viewer)
    admit("names", case, viewer)
    now = timezone.now()
    offer = offer_to(case, viewer)
    refuse_late(case, offer, now)
    offer.names_asked_at = offer.names_asked_at or now
    offer.save(update_fields=["names_asked_at"])
    check = compare(offer, now, saw_names=True)
    record("case.names_asked", case, actor, lawyer=actor.pk, found=len(check.found))
    return case, check


def offer_to(case: Case, viewer: Viewer) -> Offer:
    """The offer that `admit` has found to be there."""
    return next(offer for offer in case.open_offers if offer.lawyer_id == viewer.user_id)


def refuse_late(case: Case, offer: Offer, now: datetime) -> None:
    """An offer is over at its time, also in the moment before the sweeper writes that down."""
    if offer.expires_at is not None and offer.expires_at <= now:
        raise conflict(case, "offer_expired", _("The time to answer this offer is over."))


def clear(case: Case, offer: Offer, certified: bool, explanation: str, now: datetime) -> None:
    """The check that every accept begins with. An adverse coincidence must have been judged in words by the lawyer."""
    check = compare(offer, now, explanation=explanation)
    if is_adverse(check) and not (certified and explanation and offer.names_asked_at):
        reason = _("Names in this matter resemble names in your or your firm's matters.")
        todo = _("Ask for the names, then decline, or certify and explain why it is no conflict.")
        raise conflict(case, "conflict_to_judge", reason, fields={"explanation": [todo]})


def is_adverse(check: ConflictCheck) -> bool:
    return any(hit["meaning"] in conflicts.ADVERSE for hit in check.found)


def compare(offer: Offer, now: datetime, *, saw_names: bool = False, explanation: str = "") -> ConflictCheck:
    """The matter's names against those of every other matter of the lawyer and the firm, past ones too."""
    others = list(_other_matters(offer).select_related("case__person__identity"))
    index_clients([offer.matter, *others], now)
    here = [_entry(party) for party in Party.objects.filter(matter=offer.matter)]
    hits = conflicts.compare(here, [_entry(party) for party in _alike(here, others)])
    return ConflictCheck.objects.create(
        offer=offer,
        lawyer_id=offer.lawyer_id,
        made_at=now,
        compared=len(others),
        found=[asdict(hit) for hit in hits],
        saw_names=saw_names,
        explanation=explanation,
    )


def index_clients(matters: Iterable[LegalMatter], now: datetime) -> None:
    """Each client's name as it is known today, in indexes: a name that was corrected since must be found too."""
    matters = list(matters)
    kept = {party.matter_id: party for party in Party.objects.filter(matter__in=matters, role=Party.Role.CLIENT)}
    missing, changed = [], []
    for matter in matters:
        name = _client_name(matter)
        party = kept.get(matter.pk)
        if name and party is None:
            missing.append(_client(matter, name, now))
        elif name and party and bytes(party.exact) != _exact(name):
            party.exact, party.sounds = _exact(name), _sounds(name)
            changed.append(party)
    # Two lawyers of one firm may look at the same time: whoever is second finds the row there.
    Party.objects.bulk_create(missing, ignore_conflicts=True)
    Party.objects.bulk_update(sorted(changed, key=lambda party: party.pk), ["exact", "sounds"])


def _client(matter: LegalMatter, name: str, now: datetime) -> Party:
    return Party(matter=matter, role=Party.Role.CLIENT, exact=_exact(name), sounds=_sounds(name), said_at=now)


def _client_name(matter: LegalMatter) -> str:
    identity = getattr(matter.case.person, "identity", None)
    return str(identity.name) if identity and conflicts.exact_key(str(identity.name)) else ""


def _other_matters(offer: Offer) -> Any:
    firm = LawyerProfile.objects.filter(lawyer=offer.lawyer_id, firm__isnull=False).values("firm")
    colleagues = LawyerProfile.objects.filter(firm__in=firm).values("lawyer")
    theirs = Q(lawyer=offer.lawyer_id) | Q(lawyer__in=colleagues)
    return LegalMatter.objects.filter(theirs).exclude(case=offer.matter.case_id)


def _alike(here: Iterable[conflicts.Entry], others: list[LegalMatter]) -> Any:
    """Rows that share a name or at least one sound: the database sorts out the thousands, `conflicts` judges the few."""
    exact = [entry.exact for entry in here]
    sounds = sorted({sound for entry in here for sound in entry.sounds})
    same = Q(exact__in=exact) | Q(sounds__overlap=sounds)
    return Party.objects.filter(same, matter__in=others) if exact else Party.objects.none()


def _entry(party: Party) -> conflicts.Entry:
    sounds = frozenset(bytes(sound) for sound in party.sounds)
    return conflicts.Entry(str(party.pk), str(party.matter_id), party.role, bytes(party.exact), sounds)


def _exact(name: str) -> bytes:
    return keys.blind_index(conflicts.exact_key(name), scope=EXACT)


def _sounds(name: str) -> list[bytes]:
    return sorted(keys.blind_index(sound, scope=SOUND) for sound in conflicts.sound_keys(name))
