"""The custody tab: where she is, who says so, where she was; the locate checklist; the way to another post."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import actions, briefs, reading, spellings, whereabouts, workflow
from cases.forms import UnmaskForm
from cases.forms.custody import HandoverForm, JudgeForm, LeaveForm, LookForm, StintForm
from cases.models import Case, CaseHandover, LocateCheck, Stint
from cases.standing import standing_of
from cases.views.base import CaseTab, Page, VerbPage
from consular.errors import Forbidden, NotFound, Refusal
from consular.organisation.access import Viewer
from consular.organisation.models import Facility


def _stint_form(viewer: Viewer, case: Case, data: Any) -> StintForm:
    return StintForm(data)


def _look_form(viewer: Viewer, case: Case, data: Any) -> LookForm:
    return LookForm(data)


def _handover_form(viewer: Viewer, case: Case, data: Any) -> HandoverForm:
    return HandoverForm(data)


class CustodyTab(CaseTab):
    tab = "case-custody"
    template = "cases/custody.html"
    makers = {"stint": _stint_form, "look": _look_form, "handover": _handover_form}

    def shown(self, case: Case) -> dict[str, Any]:
        now = timezone.now()
        stints = list(Stint.objects.of(case))
        running = [stint for stint in stints if stint.episode.ended_at is None]
        may_judge = workflow.may("stint", case, self.viewer)
        standing = standing_of(case, case.matter, now)
        return {
            "claims": [
                {
                    "stint": stint,
                    "percent": round(worth * 100),
                    "judge": may_judge and self.each(JudgeForm, stint.pk),
                    "leave": may_judge and self.each(LeaveForm, stint.pk),
                }
                for stint, worth in whereabouts.ranked(running, now)
            ],
            "stints": stints[::-1],
            "standing": standing,
            "checks": _checks(case),
            "waiting": case.handovers.waiting().select_related("receiver", "opened_by").first(),
            "handovers": case.handovers.exclude(accepted_at=None).select_related("sender", "receiver", "accepted_by"),
            "facilities": Facility.objects.filter(is_active=True).order_by("state", "name") if may_judge else [],
        }

    def forms(self, case: Case) -> dict[str, django_forms.Form]:
        found = super().forms(case)
        if workflow.may_unmask(case, self.viewer):
            found["names"] = UnmaskForm(initial={"purpose": "locate"}, auto_id="names-%s")
        return found


class Names(CustodyTab):
    """The spellings to search for: they carry the name, so the look has a purpose and is logged."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return redirect(self.tab, code=code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        case = self.case(code)
        if not workflow.may_unmask(case, self.viewer):
            raise Forbidden
        form = UnmaskForm(request.POST, auto_id="names-%s")
        if not form.is_valid():
            return self.page(case, status=422, bound={"names": form})
        who = {"reader": request.user, "viewer": self.viewer, "purpose": form.cleaned_data["purpose"]}
        return self.page(case, variants=spellings.variants(*reading.name_in_parts(case, **who)))


class _LocalTimes(VerbPage, CustodyTab):
    """Moments are typed by the clock of the post that answers for the case."""

    moments: tuple[str, ...] = ()

    def given(self, form: django_forms.Form | None) -> dict[str, Any]:
        given = super().given(form)
        zone = ZoneInfo(self.case(self.kwargs["code"]).consulate.timezone)
        for name in self.moments:
            if isinstance(given.get(name), datetime):
                given[name] = given[name].replace(tzinfo=zone)
        return given


class EnterStint(_LocalTimes):
    verb = "stint"
    done = _("Kept. District, court circuit and deadlines were looked at again.")
    moments = ("came_in_at", "went_out_at")
    action = staticmethod(actions.enter_stint)


class JudgeStint(VerbPage, CustodyTab):
    verb = "stint"
    form = JudgeForm
    done = _("Kept. District, court circuit and deadlines were looked at again.")
    action = staticmethod(actions.judge_stint)


class EndStint(_LocalTimes):
    verb = "stint"
    form = LeaveForm
    done = _("Kept. District, court circuit and deadlines were looked at again.")
    moments = ("went_out_at",)
    action = staticmethod(actions.end_stint)


class Look(VerbPage, CustodyTab):
    verb = "look"
    done = _("The place is ticked off.")
    action = staticmethod(actions.look)


class AskHandover(VerbPage, CustodyTab):
    verb = "handover"
    done = _("The other post has been asked. Until it accepts, yours answers for the case.")
    action = staticmethod(actions.ask_handover)


class WithdrawHandover(VerbPage, CustodyTab):
    verb = "handover"
    done = _("Taken back. The case stays with your post.")

    def bound(self, case: Case) -> dict[str, django_forms.Form]:
        return {}

    action = staticmethod(actions.withdraw_handover)


class HandoverPage(Page):
    """What the receiving post may know before it accepts: the brief."""

    roles = ("officer", "supervisor")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            case = actions.accept_handover(pk=pk, actor=request.user, viewer=self.viewer)
        except (NotFound, Forbidden):
            raise
        except Refusal as refusal:
            return self.page(pk, refusal=refusal, status=refusal.status_code)
        return redirect("case", code=case.code)

    def page(self, pk: int, *, status: int = 200, **shown: Any) -> HttpResponse:
        mine = CaseHandover.objects.filter(receiver__in=self.viewer.posts).select_related("case", "sender", "receiver")
        one = mine.filter(pk=pk).first()
        if one is None:
            raise NotFound
        waits = one.accepted_at is None and one.withdrawn_at is None
        context = {"one": one, "waits": waits, "brief": briefs.of(one.case, timezone.now()) if waits else None, **shown}
        context["may_accept"] = waits and one.receiver_id in self.viewer.officer_posts
        return render(self.request, "cases/handover.html", context, status=status)


def _checks(case: Case) -> list[dict[str, Any]]:
    """Every place of the checklist, with the last time that somebody looked there."""
    last: dict[str, LocateCheck] = {}
    for check in case.locate_checks.select_related("looked_by").order_by("looked_at"):
        last[check.place] = check
    return [{"label": label, "check": last.get(place)} for place, label in LocateCheck.Place.choices]
