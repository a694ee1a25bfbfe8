"""The pages of drills, for supervisors: start one after being asked, watch it, stop it, read and print what it measured."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect

from alerts import actions, drilling, workflow
from alerts.drilling import Figures, Wait
from alerts.models import Alert, DrillRun
from alerts.timeline import step_word
from consular.errors import Refusal
from consular.organisation.access import RolePage, Viewer
from consular.organisation.models import Consulate

RUNS_ON_A_PAGE = 30
LASTS_MINUTES = int(workflow.DRILL_LASTS.total_seconds() // 60)


class DrillForm(forms.Form):
    """How big, how fast, and where."""

    post = forms.ModelChoiceField(Consulate.objects.none(), label=gettext_lazy("Post"), empty_label=None)
    size = forms.IntegerField(
        label=gettext_lazy("Number of alerts"),
        initial=10,
        min_value=workflow.DRILL_SIZES[0],
        max_value=workflow.DRILL_SIZES[1],
    )
    spread_s = forms.IntegerField(
        label=gettext_lazy("Over how many seconds"),
        help_text=gettext_lazy("The first comes at once, the others at random within this time."),
        initial=60,
        min_value=workflow.DRILL_SPREADS_S[0],
        max_value=workflow.DRILL_SPREADS_S[1],
    )

    def __init__(self, viewer: Viewer, data: Any = None):
        super().__init__(data, auto_id="drill-%s")
        mine = Consulate.objects.filter(pk__in=viewer.supervisor_posts, is_active=True).order_by("code")
        field = self.fields["post"]
        field.queryset, field.label_from_instance = mine, lambda post: f"{post.code} · {post.name}"  # type: ignore[attr-defined]
        field.initial = mine.first()


class Page(RolePage):
    roles: tuple[str, ...] = ("supervisor",)

    def run(self, run_id: uuid.UUID) -> DrillRun:
        found = DrillRun.objects.visible_to(self.viewer).select_related("consulate", "started_by", "ended_by")
        run = found.filter(pk=run_id).first()
        if run is None:
            raise Http404
        return run


class DrillsPage(Page):
    """The drills of the reader's posts, and the form that starts one: first it asks, then it starts."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(DrillForm(self.viewer))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DrillForm(self.viewer, request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        if "confirmed" not in request.POST:
            return self.ask(form)
        asked = form.cleaned_data
        try:
            run = actions.start_drill(
                consulate_id=asked["post"].pk,
                actor=request.user,
                viewer=self.viewer,
                size=asked["size"],
                spread_s=asked["spread_s"],
            )
        except Refusal as refusal:
            return self.page(form, status=refusal.status_code, refusal=refusal)
        return redirect("drill", run_id=run.pk)

    def page(self, form: DrillForm, *, status: int = 200, refusal: Refusal | None = None) -> HttpResponse:
        runs = DrillRun.objects.visible_to(self.viewer).select_related("consulate", "started_by")
        shown = Paginator(runs.order_by("-started_at"), RUNS_ON_A_PAGE).get_page(self.request.GET.get("page", "1"))
        return render(
            self.request, "drills/list.html", {"form": form, "page_obj": shown, "refusal": refusal}, status=status
        )

    def ask(self, form: DrillForm) -> HttpResponse:
        """Nothing has happened yet. Who starts a drill while real people wait should know it."""
        post = form.cleaned_data["post"]
        real = Alert.objects.open().filter(posts__contains=[post.pk], drill=False, owner=None).count()
        context = {"asked": form.cleaned_data, "real": real, "lasts_minutes": LASTS_MINUTES}
        return render(self.request, "drills/confirm.html", context)


class DrillPage(Page):
    """One drill: how it goes, and what it measured."""

    template = "drills/run.html"

    def get(self, request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
        run = self.run(run_id)
        before = drilling.previous(run)
        shown = drilling.figures(run)
        earlier = drilling.figures(before) if before else None
        context = {
            "run": run,
            "figures": shown,
            "earlier": earlier,
            "rows": rows(shown, earlier),
            "steps": [(step_word(step), fired) for step, fired in shown.steps.items()],
            "lasts_minutes": LASTS_MINUTES,
        }
        return render(request, self.template, context)


class DrillLive(DrillPage):
    """What the page asks for while the drill runs. Signed out, the whole page goes to the sign-in, not a piece of it."""

    template = "drills/_run.html"

    def handle_no_permission(self) -> HttpResponse:  # type: ignore[override]
        return HttpResponseClientRedirect(self.request.path.removesuffix("live/"))


class StopDrill(Page):
    def post(self, request: HttpRequest, run_id: uuid.UUID) -> HttpResponse:
        try:
            actions.stop_drill(run_id=run_id, actor=request.user, viewer=self.viewer)
        except Refusal as refusal:
            if refusal.status_code != 409:
                raise
            messages.error(request, str(refusal.detail))
        else:
            messages.success(request, _("The drill was stopped. Its open alerts are being closed."))
        return redirect("drill", run_id=run_id)


def rows(shown: Figures, earlier: Figures | None) -> list[dict[str, Any]]:
    """One row per wait, in the order in which they happen; beside each how it was in the drill before."""
    names = {
        "claim": _("Press to claim"),
        "contact": _("Press to first contact try"),
        "reached": _("Press to person reached"),
        "handled": _("Press to handled"),
    }
    return [
        {
            "name": name,
            "n": len(getattr(shown, measure).reached),
            **_words(getattr(shown, measure)),
            "before": _words(getattr(earlier, measure)) if earlier else None,
        }
        for measure, name in names.items()
    ]


def _words(wait: Wait) -> dict[str, str]:
    return {name: duration(getattr(wait, name), wait.n) for name in ("p50", "p90", "longest")}


def duration(seconds: float | None, n: int) -> str:
    if seconds is None:
        return _("not reached") if n else "–"
    if seconds < 60:
        return _("%(seconds)s s") % {"seconds": f"{seconds:.1f}" if seconds < 10 else round(seconds)}
    return _("%(minutes)s min %(seconds)02d s") % {"minutes": round(seconds) // 60, "seconds": round(seconds) % 60}
