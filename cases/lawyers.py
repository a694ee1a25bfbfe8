"""Questions about lawyers: who can be asked now, and what they carry already."""

from django.contrib.auth import get_user_model
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cases import workflow
from cases.models import Firm, LegalMatter, Offer
from consular.organisation.access import Viewer
from consular.organisation.models import Posting, Role

MAX_ID = 2**63 - 1


def available() -> QuerySet:
    """Lawyers posted now, with `running` (matters that they carry) and `waiting` (offers they have not answered)."""
    posted = Posting.objects.active(timezone.now()).filter(role=Role.LAWYER).values("user")
    return (
        get_user_model()
        .objects.filter(is_active=True, pk__in=posted)
        .annotate(
            running=_count(LegalMatter.objects.filter(state__in=["accepted_pending_conflict", "engaged", "active"])),
            waiting=_count(Offer.objects.filter(state__in=workflow.OPEN_OFFER)),
        )
        .order_by("last_name", "first_name", "username")
    )


def administered_by(viewer: Viewer) -> QuerySet:
    """Those of a firm that a post of the viewer pays, and those of no firm, who may be put into one."""
    if not viewer.supervisor_posts:
        return available().none()
    firms = Firm.objects.administered_by(viewer).values("pk")
    return available().filter(Q(profile=None) | Q(profile__firm=None) | Q(profile__firm__in=firms))


def readable_by(viewer: Viewer) -> QuerySet:
    """Whose profile the viewer sees: a lawyer the own one."""
    own = available().filter(pk=viewer.user_id) if viewer.is_lawyer else available().none()
    return administered_by(viewer) if viewer.supervisor_posts else own


def find(reference: str) -> object | None:
    """The lawyer of that id or username, or None when there is none who could take a matter."""
    by_id = reference.isascii() and reference.isdigit()
    if by_id and int(reference) > MAX_ID:
        return None
    return available().filter(**({"pk": int(reference)} if by_id else {"username": reference})).first()


def _count(rows: QuerySet) -> Coalesce:
    per_lawyer = rows.filter(lawyer=OuterRef("pk")).order_by().values("lawyer").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(per_lawyer, output_field=IntegerField()), 0)
