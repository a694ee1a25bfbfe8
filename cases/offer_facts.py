"""What a lawyer with only an offer is told: blind first, then the names with what the check found. Never more than an answer needs."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases import candidates, conflicts, counsel_words
from cases.hearings import TO_COME
from cases.models import Case, Hearing, LegalMatter
from consular.organisation.access import Viewer

MOST_PUBLIC = 3  # a hearing of a higher level tells of fear


def blind(case: Case, viewer: Viewer) -> dict[str, Any]:
    """Custody and dates, beside area, court and language; and until when the answer is awaited."""
    return {
        "is_detained": candidates.is_detained(case),
        "next_hearing": _next_hearing(case, timezone.now()),
        "offer": case.open_offer_to(viewer.user_id),
    }


def judged(names: list[dict[str, Any]], viewer: Viewer) -> list[dict[str, Any]]:
    """The hits in words. A matter of one's own is named by its code; of a colleague's the lawyer learns only whose it is."""
    ids = {hit["other_matter"] for row in names for hit in row["hits"]}
    matters = {str(one.pk): one for one in LegalMatter.objects.filter(pk__in=ids).select_related("case", "lawyer")}
    return [
        row | {"hits": [_in_words(hit, matters[hit["other_matter"]], viewer) for hit in row["hits"]]} for row in names
    ]


def _in_words(hit: dict[str, str], matter: LegalMatter, viewer: Viewer) -> dict[str, Any]:
    if matter.lawyer_id == viewer.user_id:
        where = _("your matter %(code)s") % {"code": matter.case.code}
    else:
        name = matter.lawyer.display_name() if matter.lawyer else ""
        where = _("a matter of %(name)s, of your firm") % {"name": name}
    return {
        "meaning": counsel_words.COINCIDENCES[hit["meaning"]],
        "match": counsel_words.MATCHES[hit["match"]],
        "where": where,
        "is_adverse": hit["meaning"] in conflicts.ADVERSE,
    }


def _next_hearing(case: Case, now: datetime) -> Hearing | None:
    coming = Hearing.objects.filter(matter=case.matter, starts_at__gte=now, state__in=TO_COME, level__lte=MOST_PUBLIC)
    return coming.order_by("starts_at").first()
