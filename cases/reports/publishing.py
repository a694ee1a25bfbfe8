"""Publishing a report and withdrawing it: the only writers of publications."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import crockford
from cases.reports import kept
from cases.reports.audience import report_of, scope_of_audience, words_in_every_language
from cases.reports.models import Publication
from cases.reports.question import Question
from cases.reports.scope import Scope, scope_of, visible_posts
from consular.errors import Conflict, Forbidden, NotFound, invalid
from consular.events import outbox
from consular.organisation.access import Viewer

PREFIX, LENGTH = "R-", 6
Audience = Publication.Audience


def normalised(text: str) -> str:
    """A code as a person types it ("r 7f3k2m")."""
    typed = text.strip().upper()
    return PREFIX + crockford.normalised(typed[1:] if typed[:2] in ("R-", "R ") else typed)


def find(viewer: Viewer, code: str) -> Publication:
    found = Publication.objects.visible_to(viewer).select_related("published_by", "withdrawn_by")
    publication = found.filter(code=normalised(code)).first()
    if publication is None:
        raise NotFound
    return publication


def audiences(viewer: Viewer, scope: Scope) -> list[Audience]:
    """For whom the viewer may publish these posts. Outside, only one post or the whole network: other sums are not guarded."""
    allowed = []
    if scope.posts and {post.pk for post in scope.posts} <= viewer.supervisor_posts:
        allowed.append(Audience.POST)
    if len(scope.posts) == 1 or viewer.is_analyst:
        allowed.append(Audience.OUTSIDE)
    return allowed


def scope_for(viewer: Viewer, question: Question) -> Scope:
    """Raises NotFound for a post that is not there, or not the viewer's to see."""
    if not (viewer.is_supervisor or viewer.is_analyst):
        raise Forbidden
    try:
        return scope_of(viewer, visible_posts(viewer), question.post)
    except LookupError:
        raise NotFound from None


def publish(*, question: Question, audience: str, note: str, actor: Any, viewer: Viewer) -> Publication:
    """Counts now, leaves out what the audience may not see, and keeps it."""
    seen = scope_for(viewer, question)
    if audience not in audiences(viewer, seen):
        raise invalid(audience=_("You cannot publish this report for them."))
    codes = sorted(post.code for post in seen.posts)
    scope = scope_of_audience(codes, audience, asked=question.post)
    report = report_of(question, scope)
    words = words_in_every_language(question, scope, report)
    # Outside, another question is answered than was asked: whole quarters, without filters. That one is asked again.
    return _keep(report, words, scope=scope, question=report.question, audience=audience, note=note, actor=actor)


@transaction.atomic(durable=True)
def _keep(
    report: Any, words: dict, *, scope: Scope, question: Question, audience: str, note: str, actor: Any
) -> Publication:
    tables = kept.tables_of(report)
    hashed: dict[str, Any] = {
        "question": question.plain(),
        "audience": audience,
        "posts": sorted(post.code for post in scope.posts),
        "definitions": kept.version_of(words[settings.LANGUAGE_CODE]),
        "tables": tables,
        "left_out": kept.left_out_of(tables),
    }
    post_ids = sorted(post.pk for post in scope.posts)
    publication = Publication.objects.create(
        **hashed,
        code=_new_code(),
        post_ids=post_ids,
        words=words,
        as_of_seq=report.as_of.seq,
        as_of_at=report.as_of.at,
        sha256=kept.hash_of(kept.document(**hashed)),
        note=note,
        published_by=actor,
        published_at=timezone.now(),
    )
    payload = {"code": publication.code, "audience": audience, "sha256": publication.sha256}
    outbox.record("report.published", subject=publication, posts=post_ids, actor=actor, payload=payload)
    return publication


def _new_code() -> str:
    """Two drawn alike at the same moment stop at the unique column, and nothing is kept; this is for those that were drawn before."""
    while True:
        code = PREFIX + crockford.random_text(LENGTH)
        if not Publication.objects.filter(code=code).exists():
            return code


def may_withdraw(publication: Publication, viewer: Viewer) -> bool:
    """Its publisher, a supervisor of all its posts; an analyst what an analyst published."""
    if publication.withdrawn_at:
        return False
    is_theirs = set(publication.post_ids) <= viewer.supervisor_posts
    by_ministry = viewer.is_analyst and publication.leaves_the_post and len(publication.posts) > 1
    return is_theirs or by_ministry or publication.published_by_id == viewer.user_id


@transaction.atomic(durable=True)
def withdraw(*, code: str, reason: str, actor: Any, viewer: Viewer, now: datetime | None = None) -> Publication:
    """It stays listed, with its figures and the reason."""
    # Rows of the table may not be updated as a whole, so the lock asks for no more than may be written.
    publication = find(viewer, code)
    if publication.withdrawn_at:
        raise Conflict("not_possible_now", _("This report has been withdrawn already."), state="withdrawn")
    if not may_withdraw(publication, viewer):
        raise Forbidden
    sealed = Publication._meta.get_field("withdrawn_reason").seal(publication.pk, reason)
    done = Publication.objects.filter(pk=publication.pk, withdrawn_at=None).update(
        withdrawn_at=now or timezone.now(), withdrawn_by=actor, withdrawn_reason=sealed
    )
    if not done:
        raise Conflict("not_possible_now", _("This report has been withdrawn already."), state="withdrawn")
    payload = {"code": publication.code}
    outbox.record("report.withdrawn", subject=publication, posts=publication.post_ids, actor=actor, payload=payload)
    return find(viewer, code)
