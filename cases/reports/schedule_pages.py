"""The pages of schedules: one's own list, another one, pause, resume, remove; and where the link of a mail leads."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import F, Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.reports import scheduling
from cases.reports.models import Schedule, ScheduledMail
from cases.reports.question import FILTERS, Question
from cases.reports.schedule_forms import ASKED, ScheduleForm
from cases.reports.scope import visible_posts
from consular.errors import Refusal
from consular.organisation.access import RolePage

VERBS = {"pause": scheduling.pause, "resume": scheduling.resume}


class Page(RolePage):
    roles: tuple[str, ...] = ("supervisor", "analyst")

    def schedule(self, which: int) -> Schedule:
        found = scheduling.mine(self.viewer).filter(pk=which).first()
        if found is None:
            raise Http404
        return found


class SchedulesPage(Page):
    """With the query of a question, its post and filters are in the form already."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            scheduling.add(actor=request.user, viewer=self.viewer, now=timezone.now(), **form.chosen)
        except Refusal as refusal:
            for field, sentences in refusal.fields.items():
                form.add_error(field, [str(sentence) for sentence in sentences])
            return self.page(form, status=422)
        messages.success(request, _("The schedule was added."))
        return redirect("schedules")

    def form(self, data: Any = None) -> ScheduleForm:
        posts = visible_posts(self.viewer)
        everything = _("The whole network") if self.viewer.is_analyst else _("All my posts")
        asked = self.request.GET
        language = (translation.get_language() or settings.LANGUAGE_CODE)[:2]
        initial = {"post": asked.get("post", "").upper(), "weekday": 0, "day": 1, "hour": 8, "language": language}
        initial |= {ASKED + name: asked.get(name, "") for name in ("step", *FILTERS)}
        is_inside = not self.viewer.is_analyst
        return ScheduleForm(data, posts=posts, everything=everything, is_inside=is_inside, initial=initial)

    def page(self, form: ScheduleForm, *, status: int = 200) -> HttpResponse:
        last = ScheduledMail.objects.filter(due_at=F("schedule__last_due_at"))
        found = scheduling.mine(self.viewer).prefetch_related(Prefetch("mails", last, to_attr="last"))
        context = {"form": form, "schedules": list(found), "mail_is_set_up": settings.MAIL_IS_SET_UP}
        return render(self.request, "reports/schedules.html", context, status=status)


class Turn(Page):
    """Pauses or resumes."""

    def post(self, request: HttpRequest, which: int, verb: str) -> HttpResponse:
        if verb not in VERBS:
            raise Http404
        try:
            VERBS[verb](which=which, viewer=self.viewer, now=timezone.now())
        except Refusal as refusal:
            if refusal.status_code != 409:
                raise
            messages.error(request, str(refusal.detail))
        return redirect("schedules")


class RemovePage(Page):
    """Asks, then removes."""

    def get(self, request: HttpRequest, which: int) -> HttpResponse:
        return render(request, "reports/schedule_remove.html", {"schedule": self.schedule(which)})

    def post(self, request: HttpRequest, which: int) -> HttpResponse:
        scheduling.remove(which=which, viewer=self.viewer)
        messages.success(request, _("The schedule was removed."))
        return redirect("schedules")


class Ready(Page):
    """Where a mail leads: to the question, for the owner alone. What they may see there is asked there again."""

    def get(self, request: HttpRequest, mail: uuid.UUID) -> HttpResponse:
        found = ScheduledMail.objects.filter(pk=mail, schedule__owner=self.viewer.user_id).first()
        if found is None:
            raise Http404
        return redirect(f"{reverse('reports')}?{Question.of(found.question).query()}")
