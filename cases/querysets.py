"""Questions about many rows of the cases app; above all, who may see which."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from alerts.models import Person
from cases import codes, deadlines, workflow

if TYPE_CHECKING:
    from cases.models import Case
    from consular.organisation.access import Viewer


A_WEEK = timedelta(days=7)


class CaseQuerySet(models.QuerySet):
    def visible_to(self, viewer: "Viewer") -> "CaseQuerySet":
        """Officers and supervisors see their post's, a lawyer those offered to or taken by them, nobody else any."""
        return self._of_posts_or(viewer, _offers(lawyer=viewer.user_id, state__in=workflow.OPEN_OFFER))

    def answerable_by(self, viewer: "Viewer") -> "CaseQuerySet":
        """Also those once offered: an answer that comes too late deserves "who has it now", not silence."""
        return self._of_posts_or(viewer, _offers(lawyer=viewer.user_id))

    def in_charge_of(self, viewer: "Viewer") -> "CaseQuerySet":
        """Whose officer or lawyer the viewer is."""
        return self.filter(officer=viewer.user_id) if viewer.posts else self.taken_by(viewer)

    def taken_by(self, viewer: "Viewer") -> "CaseQuerySet":
        return self.filter(pk__in=_taken(viewer))

    def offered_to(self, viewer: "Viewer") -> "CaseQuerySet":
        offers = _offers(lawyer=viewer.user_id, state__in=workflow.OPEN_OFFER)
        return self.exclude(state__in=workflow.STOPPED).filter(pk__in=offers)

    def identifiable_to(self, viewer: "Viewer") -> "CaseQuerySet":
        """Those whose person the viewer may know by name: their post's, and those of an engaged lawyer (see `workflow.may_unmask`)."""
        rule = Q(consulate_id__in=viewer.posts)
        if viewer.is_lawyer:
            rule |= Q(pk__in=_taken(viewer).filter(state__in={*workflow.ENGAGED, "closed"}))
        return self.filter(rule)

    def open(self) -> "CaseQuerySet":
        return self.exclude(state="closed")

    def called(self, text: str, viewer: "Viewer") -> "CaseQuerySet":
        """By the code of the case, or by the person's code for those to whom cards show it."""
        if code := codes.normalised(text):
            return self.filter(code=code)
        shown = Q(consulate_id__in=viewer.posts) | Q(pk__in=_taken(viewer))
        return self.filter(shown, person__in=people_called(text))

    def _of_posts_or(self, viewer: "Viewer", offers: models.QuerySet) -> "CaseQuerySet":
        """One sub-query for a lawyer: two joined by OR make the database scan every case there is."""
        rule = Q(consulate_id__in=viewer.posts)
        if viewer.is_lawyer:
            rule |= Q(pk__in=_taken(viewer).union(offers))
        return self.filter(rule)


def _hangs_on(case: "Case") -> Q:
    """On the case or one of its matters. The matters by their ids: joined by OR, the database would read every row there is."""
    return Q(case=case) | Q(matter__in=[matter.pk for matter in case.matters.all()])


def people_called(text: str) -> models.QuerySet:
    """Ids of people by their code, also by the one that they had before they were merged."""
    named = Person.objects.filter(code__in=codes.of_person(text))
    return named.annotate(known_as=Coalesce("merged_into_id", "pk")).values("known_as")


def _taken(viewer: "Viewer") -> models.QuerySet:
    """By the matter that counts: a case that was reopened is not the former lawyer's any more."""
    matters = apps.get_model("cases", "LegalMatter").objects
    newer = matters.filter(case=OuterRef("case"), opened_at__gt=OuterRef("opened_at"))
    return matters.filter(~Exists(newer), lawyer=viewer.user_id).values("case_id")


def _offers(**condition: Any) -> models.QuerySet:
    return apps.get_model("cases", "Offer").objects.filter(**condition).values("matter__case_id")


class LevelledQuerySet(models.QuerySet):
    """Notes and documents: one rule of who may read which level."""

    order: str

    def about(self, case: "Case") -> "LevelledQuerySet":
        """Those of the case and of its matters, newest first. Not yet what somebody may read: see `readable_by`."""
        return self.filter(_hangs_on(case)).select_related("author").order_by(self.order, "-id")

    def readable_by(self, viewer: "Viewer", case: "Case") -> "LevelledQuerySet":
        """Levels as SQL, so that what may not be read is never fetched.

        L1-L2 the post, and the lawyer when shared; L3 the officer in charge and the lawyer; L4-L5 the matter's lawyer alone,
        and of these what is sealed under a key that this lawyer holds.
        """
        is_author = Q(author=viewer.user_id)
        rule = Q(pk__in=[])
        if workflow.is_of_post(case, viewer):
            in_charge = case.officer_id == viewer.user_id
            rule |= Q(level__in=[1, 2]) | (Q(level=3) if in_charge else Q(level=3) & is_author)
        if workflow.is_engaged_lawyer(case, viewer):
            rule |= Q(level=3) | (Q(level__in=[1, 2]) & (Q(is_shared=True) | is_author))
            holds_key = Exists(_wraps(key=OuterRef("key"), member=viewer.user_id))
            of_matter = {"matter": case.matter, "matter__lawyer": viewer.user_id}
            rule |= Q(holds_key, level__in=workflow.PRIVILEGED_LEVELS, **of_matter)
        return self.about(case).filter(rule)


def _of_lawyer(user_id: int) -> Q:
    """Of matters that are theirs now: taken off one, a lawyer loses its calendar at once."""
    return Q(matter__lawyer=user_id, matter__state__in=workflow.ENGAGED)


class NoteQuerySet(LevelledQuerySet):
    order = "-written_at"


class DocumentQuerySet(LevelledQuerySet):
    order = "-added_at"


def _wraps(**condition: Any) -> models.QuerySet:
    return apps.get_model("privacy", "CircleWrap").objects.filter(**condition)


class CalendarQuerySet(models.QuerySet):
    """Hearings and deadlines: both hang on a matter and have a level."""

    def of(self, case: "Case") -> "CalendarQuerySet":
        return self.filter(matter__case=case)

    def visible_to(self, viewer: "Viewer") -> "CalendarQuerySet":
        """Of all cases: the posts' up to L3, the lawyer's own matters whole. The same rule as `readable_by`, over many."""
        rule = Q(matter__case__consulate__in=viewer.posts, level__lte=3)
        if viewer.is_lawyer:
            rule |= _of_lawyer(viewer.user_id)
        return self.filter(rule).exclude(matter__case__state="closed")

    def of_lawyer(self, user_id: int) -> "CalendarQuerySet":
        return self.filter(_of_lawyer(user_id)).exclude(matter__case__state="closed")

    def unowned(self, now: datetime) -> "CalendarQuerySet":
        """Open deadlines without a lawyer, for a week already or due within one."""
        long = Q(set_at__lte=now - A_WEEK) | Q(due_on__lte=(now + A_WEEK).date())
        return self.filter(long, state__in=deadlines.OPEN, matter__lawyer=None).exclude(matter__case__state="closed")

    def readable_by(self, viewer: "Viewer", case: "Case") -> "CalendarQuerySet":
        """The post up to L3, the engaged lawyer all of the matter: what tells of fear is not even counted outside (domain.md, 3 and 4)."""
        rule = Q(pk__in=[])
        if workflow.is_of_post(case, viewer):
            rule |= Q(level__lte=3)
        if workflow.is_engaged_lawyer(case, viewer):
            rule |= Q(matter=case.matter, matter__lawyer=viewer.user_id)
        return self.of(case).filter(rule)


class StintQuerySet(models.QuerySet):
    def of(self, case: "Case") -> "StintQuerySet":
        """Oldest first, with what a page shows of them."""
        return (
            self.filter(episode__case=case)
            .select_related("facility", "facility__consulate", "said_by", "episode")
            .order_by("came_in_at", "said_at")
        )


class HandoverQuerySet(models.QuerySet):
    def waiting(self) -> "HandoverQuerySet":
        return self.filter(accepted_at=None, withdrawn_at=None)

    def to_answer(self, viewer: "Viewer") -> "HandoverQuerySet":
        """Offered to the viewer's posts: what the receiver may know of a case before accepting it is its brief."""
        return self.waiting().filter(receiver__in=viewer.posts).select_related("case", "sender", "receiver")


class FirmQuerySet(models.QuerySet):
    def administered_by(self, viewer: "Viewer") -> "FirmQuerySet":
        """Those with a contract of a post that the viewer supervises, and those that have no contract yet."""
        posts = viewer.supervisor_posts
        return self.filter(Q(contracts__consulate__in=posts) | Q(contracts=None)).distinct() if posts else self.none()


class ContractQuerySet(models.QuerySet):
    def of_posts(self, posts: Iterable[int]) -> "ContractQuerySet":
        return self.filter(consulate__in=list(posts)).select_related("firm", "consulate")

    def running(self, day: date) -> "ContractQuerySet":
        return self.filter(starts_on__lte=day, ends_on__gte=day, firm__is_active=True)

    def with_use(self) -> "ContractQuerySet":
        """With `hours_used` and `fee_used`."""
        return self.annotate(hours_used=_used(Sum("minutes") / Decimal(60)), fee_used=_used(Sum("fee")))


def _used(sum_of: Any) -> Coalesce:
    """What the entries of time that count have charged to a contract."""
    rows = apps.get_model("cases", "TimeEntry").objects.filter(contract=OuterRef("pk"), voided_at=None)
    total = rows.order_by().values("contract").annotate(total=sum_of).values("total")
    decimal = models.DecimalField(max_digits=14, decimal_places=2)
    return Coalesce(Subquery(total, output_field=decimal), Value(0, output_field=decimal))


class TaskQuerySet(models.QuerySet):
    def visible_to(self, viewer: "Viewer") -> "TaskQuerySet":
        """The post's own to the post; a lawyer sees what they do or wrote, while they have the matter; the matter's are theirs alone."""
        rule = Q(pk__in=[])
        if viewer.posts:
            cases = apps.get_model("cases", "Case").objects.filter(consulate_id__in=viewer.posts)
            rule |= Q(consulate__in=viewer.posts) | Q(case__in=cases.values("pk"))
        if viewer.is_lawyer:
            taken = _taken(viewer).filter(state__in={*workflow.ENGAGED, "closed"})
            theirs = Q(owner=viewer.user_id) | Q(created_by=viewer.user_id)
            rule |= theirs & (Q(matter__lawyer=viewer.user_id) | Q(case__in=taken))
        return self.filter(rule)

    def open(self) -> "TaskQuerySet":
        return self.filter(done_at=None)

    def of(self, case: "Case") -> "TaskQuerySet":
        return self.filter(_hangs_on(case))

    def with_facts(self) -> "TaskQuerySet":
        return self.select_related(
            "case__consulate", "matter__case__consulate", "consulate", "owner", "created_by", "nudged_by", "done_by"
        )
