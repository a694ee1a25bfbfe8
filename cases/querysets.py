"""Questions about many rows of the cases app; above all, who may see which."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from cases import codes, workflow

if TYPE_CHECKING:
    from cases.models import Case
    from consular.organisation.access import Viewer


class CaseQuerySet(models.QuerySet):
    def visible_to(self, viewer: "Viewer") -> "CaseQuerySet":
        """Officers and supervisors see their post's, a lawyer those offered to or taken by them, nobody else any."""
        rule = Q(consulate_id__in=viewer.posts)
        if viewer.is_lawyer:
            rule |= self._is_taken_by(viewer) | self._is_offered_to(viewer)
        return self.filter(rule)

    def answerable_by(self, viewer: "Viewer") -> "CaseQuerySet":
        """Also those once offered: an answer that comes too late deserves "who has it now", not silence."""
        rule = Q(consulate_id__in=viewer.posts)
        if viewer.is_lawyer:
            rule |= self._is_taken_by(viewer) | self._among(matters__offers__lawyer=viewer.user_id)
        return self.filter(rule)

    def in_charge_of(self, viewer: "Viewer") -> "CaseQuerySet":
        """Whose officer or lawyer the viewer is."""
        return self.filter(Q(officer=viewer.user_id) | self._is_taken_by(viewer))

    def taken_by(self, viewer: "Viewer") -> "CaseQuerySet":
        return self.filter(self._is_taken_by(viewer))

    def offered_to(self, viewer: "Viewer") -> "CaseQuerySet":
        return self.exclude(state__in=workflow.STOPPED).filter(self._is_offered_to(viewer))

    def open(self) -> "CaseQuerySet":
        return self.exclude(state="closed")

    def called(self, text: str, viewer: "Viewer") -> "CaseQuerySet":
        """By the code of the case, or by the person's code for those to whom cards show it."""
        shown = Q(consulate_id__in=viewer.posts) | self._is_taken_by(viewer)
        return self.filter(Q(code=codes.normalised(text)) | (shown & Q(person__code__iexact=text.strip())))

    def _is_offered_to(self, viewer: "Viewer") -> Q:
        return self._among(matters__offers__lawyer=viewer.user_id, matters__offers__state__in=workflow.OPEN_OFFER)

    def _is_taken_by(self, viewer: "Viewer") -> Q:
        return self._among(matters__lawyer=viewer.user_id)

    def _among(self, **condition) -> Q:
        """A sub-query instead of a join, so that a case with two offers is still one row, and can be locked."""
        return Q(pk__in=self.model._default_manager.filter(**condition).values("pk"))


class NoteQuerySet(models.QuerySet):
    def about(self, case: "Case") -> "NoteQuerySet":
        """Those of the case and of its matters, newest first. Not yet what somebody may read: see `readable_by`."""
        return self.filter(Q(case=case) | Q(matter__case=case)).select_related("author").order_by("-written_at", "-id")

    def readable_by(self, viewer: "Viewer", case: "Case") -> "NoteQuerySet":
        """Levels as SQL, so that a text which may not be read is never fetched.

        L1-L2 the post, and the lawyer when shared; L3 the officer in charge and the lawyer; L4-L5 the lawyer alone.
        """
        is_author = Q(author=viewer.user_id)
        rule = Q(pk__in=[])
        if workflow.is_of_post(case, viewer):
            in_charge = case.officer_id == viewer.user_id
            rule |= Q(level__in=[1, 2]) | (Q(level=3) if in_charge else Q(level=3) & is_author)
        if workflow.is_engaged_lawyer(case, viewer):
            rule |= Q(level=3) | (Q(level__in=[1, 2]) & (Q(is_shared=True) | is_author))
            rule |= Q(level__in=workflow.PRIVILEGED_LEVELS, matter=case.matter, matter__lawyer=viewer.user_id)
        return self.about(case).filter(rule)
