"""Tasks: the tab of a case, the page of all that one has to do, and the verbs of one task."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from cases import actions, to_do, workflow
from cases.forms import tasks as task_forms
from cases.models import Case, Task
from cases.views.base import CaseTab, Page, VerbPage
from consular.errors import Refusal
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate


def _task_form(viewer: Viewer, case: Case, data: Any) -> task_forms.TaskForm:
    return task_forms.TaskForm(
        data,
        owners=to_do.owners(case),
        zone=case.consulate.timezone,
        may_be_privileged=workflow.is_engaged_lawyer(case, viewer),
        initial={"owner": viewer.user_id},
    )


def _rows(found: list[Task], who: dict[str, Any], *, opened: Callable[[Task], bool]) -> list[dict[str, Any]]:
    """`opened` says of which tasks the detail is shown here."""
    details, now = to_do.details([task for task in found if opened(task)], **who), timezone.now()
    return [
        {
            "task": task,
            "detail": details.get(task.pk, ""),
            "is_overdue": task.is_overdue(now),
            "zone": task.zone,
            "is_mine": task.owner_id == who["viewer"].user_id,
        }
        for task in found
    ]


class TasksTab(CaseTab):
    tab = "case-tasks"
    template = "cases/tasks.html"
    makers = {"task": _task_form}

    def shown(self, case: Case) -> dict[str, Any]:
        waiting, done = to_do.of_case(case, self.viewer)
        rows = _rows(waiting + done, self.who, opened=lambda task: True)
        return {"rows": rows[: len(waiting)], "done": rows[len(waiting) :]}


class AddTask(VerbPage, TasksTab):
    verb = "task"
    walled = True
    done = _("The task is written down.")
    action = staticmethod(actions.add_task)


class TasksPage(Page):
    """All that is not done: one's own, or one's post's. Also the form for a task that belongs to no case."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def page(self, *, form: django_forms.Form | None = None, status: int = 200) -> HttpResponse:
        whose = "post" if self.request.GET.get("whose") == "post" and self.viewer.posts else "mine"
        page = to_do.page_of_tasks(self.viewer, whose=whose, page=self.request.GET.get("page", "1"))
        who = {"reader": self.request.user, "viewer": self.viewer, "purpose": "tasks page"}
        post = self.post_asked()
        context = {
            "page_obj": page,
            "rows": _rows(list(page.object_list), who, opened=lambda task: task.of_case is None),
            "whose": whose,
            "query": f"whose={whose}",
            "post": post,
            "posts": self.posts,
            "form": form or (task_forms.of_post(post, None, self.viewer.user_id) if post else None),
        }
        return render(self.request, "cases/task_list.html", context, status=status)

    @cached_property
    def posts(self) -> list[Consulate]:
        return list(Consulate.objects.filter(pk__in=self.viewer.posts).order_by("code")) if self.viewer.posts else []

    def post_asked(self) -> Consulate | None:
        """The post named in the form, or the reader's first."""
        code = self.request.POST.get("post") or self.request.GET.get("post", "")
        return next((post for post in self.posts if code in ("", post.code)), None)


class AddPostTask(TasksPage):
    roles = ("officer", "supervisor")

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("tasks")

    def post(self, request: HttpRequest) -> HttpResponse:
        post = self.post_asked()
        if post is None:
            raise Http404
        form = task_forms.of_post(post, request.POST, self.viewer.user_id)
        if not form.is_valid():
            return self.page(form=form, status=422)
        actions.add_post_task(consulate_id=post.pk, actor=request.user, viewer=self.viewer, **form.cleaned_data)
        messages.success(request, _("The task is written down."))
        return redirect("tasks")


class TaskVerb(Page):
    """A verb on one task, from wherever its button stood."""

    act: Callable[..., Task]
    done: Any

    def get(self, request: HttpRequest, task_id: UUID) -> HttpResponse:
        return redirect("tasks")

    def post(self, request: HttpRequest, task_id: UUID) -> HttpResponse:
        try:
            type(self).act(task_id=task_id, actor=request.user, viewer=self.viewer)
        except Refusal as refusal:
            if refusal.status_code != 409:
                raise
            messages.error(request, str(refusal.detail))
        else:
            messages.success(request, self.done)
        back = request.POST.get("back", "")
        return redirect(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "tasks")


class FinishTask(TaskVerb):
    act = staticmethod(actions.finish_task)
    done = _("Done.")


class NudgeTask(TaskVerb):
    act = staticmethod(actions.nudge_task)
    done = _("They are reminded: the task stands out on their page.")
