"""Reads of tasks: who may be given one, lists of them, and their sealed details, which are logged before they are shown."""

from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from cases import workflow
from cases.models import Case, Task
from consular.organisation.access import Viewer
from consular.organisation.models import Posting, User
from consular.privacy import access_log

PAGE_SIZE = 50
DONE_SHOWN = 10


def people_of(consulate_id: int, now: datetime | None = None) -> QuerySet[User]:
    """Officers and supervisors of a post now."""
    held = Posting.objects.active(now or timezone.now()).filter(
        consulate=consulate_id, role__in=("officer", "supervisor")
    )
    return User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("first_name", "last_name", "pk")


def owners(case: Case) -> list[User]:
    """Who may be given a task of the case: its post, and the engaged lawyer."""
    people = list(people_of(case.consulate_id))
    lawyer = case.matter.lawyer
    if lawyer is not None and case.matter_state in workflow.ENGAGED and lawyer not in people:
        people.append(lawyer)
    return people


def page_of_tasks(viewer: Viewer, *, whose: str, page: int | str) -> Page:
    """What is not done, the longest overdue first: one's own, or all that one sees."""
    tasks = Task.objects.visible_to(viewer).open().with_facts().order_by("due_at", "pk")
    if whose == "mine":
        tasks = tasks.filter(owner=viewer.user_id)
    return Paginator(tasks, PAGE_SIZE).get_page(page)


def of_case(case: Case, viewer: Viewer) -> tuple[list[Task], list[Task]]:
    """Those still to do, and the last that were done."""
    tasks = Task.objects.visible_to(viewer).of(case).with_facts()
    done = tasks.filter(done_at__isnull=False).order_by("-done_at")
    return list(tasks.open().order_by("due_at", "pk")), list(done[:DONE_SHOWN])


def details(tasks: list[Task], *, reader: Any, viewer: Viewer, purpose: str) -> dict[Any, str]:
    """What is written in them, by id."""
    written = [task for task in tasks if len(task.__dict__["detail"] or b"")]
    if written:
        looks = [(task.of_case or task, ["task.detail"]) for task in written]
        access_log.record_reads(reader=reader, looks=looks, purpose=purpose)
    return {task.pk: str(task.detail) for task in written}
