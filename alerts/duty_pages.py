"""The duty page of a post: who is on duty, the week, absences, the chains, one's own pager. Supervisors edit; officers read."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from alerts import actions, duty, workflow
from alerts.duty_forms import AbsenceForm, ChainForm, FallbackForm, PagerForm, ShiftForm
from alerts.models import DutyAbsence, DutyShift, Page, Pager, PostChain, Weekday
from alerts.timeline import step_word
from consular.errors import Refusal
from consular.organisation.access import RolePage
from consular.organisation.models import Consulate, User

PAGES_SHOWN = 10
GAPS_SHOWN = 12


class DutyPage(RolePage):
    """One post's duty. What is wrong in a form comes back in its place, with everything else as it was."""

    roles: tuple[str, ...] = ("officer", "supervisor")

    @cached_property
    def posts(self) -> list[Consulate]:
        return list(Consulate.objects.filter(pk__in=self.viewer.posts).order_by("code"))

    @cached_property
    def chosen(self) -> Consulate:
        """The post asked for, or the reader's first."""
        code = (self.request.POST or self.request.GET).get("post", "")
        found = next((post for post in self.posts if code in ("", post.code)), None)
        if found is None:
            raise Http404
        return found

    @property
    def may_edit(self) -> bool:
        return self.chosen.pk in self.viewer.supervisor_posts

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @cached_property
    def people(self) -> Any:
        """Who can be on duty here; absences of others are a supervisor's to enter."""
        return User.objects.filter(pk__in=duty.present([self.chosen.pk], self.now).values("user")).order_by(
            "first_name", "last_name", "username"
        )

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def back(self, said: str) -> HttpResponse:
        messages.success(self.request, said)
        return redirect(f"/duty/?post={self.chosen.code}")

    def page(self, *, status: int = 200, **forms_: Any) -> HttpResponse:
        post, now = self.chosen, self.now
        roster = duty.rosters(now, [post.pk]).get(post.pk)
        people = {user.pk: user for user in self.people}
        zone = ZoneInfo(post.timezone)
        context = {
            "post": post,
            "posts": self.posts,
            "may_edit": self.may_edit,
            "me": self.viewer.user_id,
            "has_roster": roster is not None,
            "turns": [_named(turn, people) for turn in roster.on_duty(now)] if roster else [],
            "coming": [_named(turn, people) for turn in _coming(roster, now)] if roster else [],
            "gaps": _gaps(roster, now, zone) if roster else [],
            "week": self._week(people),
            "absences": self._absences(people),
            "pages": Page.objects.filter(consulate=post).select_related("user").order_by("-queued_at")[:PAGES_SHOWN]
            if self.may_edit
            else [],
            "pages_work": bool(settings.PAGER_URL),
            "step_choices": [(to, step_word(to)) for to in workflow.RINGS],
            "limit": workflow.CHAIN_STEPS_AT_MOST,
            "shift_form": ShiftForm(self.people, now.astimezone(zone).date()),
            "absence_form": AbsenceForm(self._absentees()),
            "pager_form": PagerForm(initial={"number": self._number()}, auto_id="pager-%s"),
            "chains": self._chains(),
            "fallback_form": FallbackForm(post),
        }
        typed = forms_.pop("chain", None)
        if typed:
            context["chains"] = [typed if one.kind == typed.kind else one for one in self._chains()]
        return render(self.request, "duty/duty.html", context | forms_, status=status)

    def _week(self, people: dict[int, User]) -> list[dict[str, Any]]:
        shifts = DutyShift.objects.filter(consulate=self.chosen).select_related("user").order_by("starts", "user_id")
        return [
            {"day": label, "shifts": [(shift, shift.user_id in people) for shift in shifts if shift.weekday == number]}
            for number, label in Weekday.choices
        ]

    def _absences(self, people: dict[int, User]) -> list[DutyAbsence]:
        known = DutyAbsence.objects.filter(user__in=people, ends_at__gt=self.now).select_related("user")
        return list(known.order_by("starts_at"))

    def _absentees(self) -> Any:
        return self.people if self.may_edit else self.people.filter(pk=self.viewer.user_id)

    def _number(self) -> str:
        pager = Pager.objects.filter(pk=self.viewer.user_id).first()
        return str(pager.number) if pager else ""

    def _chains(self) -> list[ChainForm]:
        own = {chain.kind: chain for chain in PostChain.objects.filter(consulate=self.chosen)}
        return [
            ChainForm(
                kind,
                own[kind].steps if kind in own else workflow.default_chain(kind),
                own[kind].version if kind in own else 0,
            )
            for kind in PostChain.Kind.values
        ]


class AddShifts(DutyPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        form = ShiftForm(self.people, self.now.date(), request.POST)
        if not form.is_valid():
            return self.page(status=422, shift_form=form)
        asked = form.cleaned_data | {"user_id": form.cleaned_data["user"].pk}
        del asked["user"]
        try:
            actions.add_shifts(consulate_id=self.chosen.pk, actor=request.user, viewer=self.viewer, **asked)
        except Refusal as refusal:
            return self.page(status=_status(refusal), shift_form=_with(form, refusal))
        return self.back(_("The roster is changed."))


class RemoveShift(DutyPage):
    def post(self, request: HttpRequest, shift_id: int) -> HttpResponse:
        actions.remove_shift(shift_id=shift_id, actor=request.user, viewer=self.viewer)
        return self.back(_("The roster is changed."))


class AddAbsence(DutyPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(self.chosen.timezone):  # what is typed is the post's wall clock
            form = AbsenceForm(self._absentees(), request.POST)
            if not form.is_valid():
                return self.page(status=422, absence_form=form)
        asked = form.cleaned_data
        times = {"starts_at": asked["starts_at"], "ends_at": asked["ends_at"]}
        try:
            actions.add_absence(user_id=asked["user"].pk, actor=request.user, viewer=self.viewer, **times)
        except Refusal as refusal:
            return self.page(status=_status(refusal), absence_form=_with(form, refusal))
        return self.back(_("The absence is entered."))


class RemoveAbsence(DutyPage):
    def post(self, request: HttpRequest, absence_id: int) -> HttpResponse:
        actions.remove_absence(absence_id=absence_id, actor=request.user, viewer=self.viewer)
        return self.back(_("The absence is taken out."))


class SetChain(DutyPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        kind = request.POST.get("kind", "")
        if kind not in PostChain.Kind.values:
            raise Http404
        form = ChainForm.typed(kind, request.POST)
        if "default" in request.POST:
            form.steps, form.problems = [], []
        elif not form.steps and not form.problems:
            form.problems = [_("A chain has from 1 to %(most)s steps.") % {"most": workflow.CHAIN_STEPS_AT_MOST}]
        if form.problems:
            return self.page(status=422, chain=form)
        try:
            actions.set_chain(
                consulate_id=self.chosen.pk,
                kind=kind,
                steps=form.steps,
                version=form.version,
                actor=request.user,
                viewer=self.viewer,
            )
        except Refusal as refusal:
            form.problems = [str(text) for texts in refusal.fields.values() for text in texts] or [str(refusal.detail)]
            return self.page(status=_status(refusal), chain=form)
        return self.back(_("The chain is saved. Alerts that are open keep the one that they came with."))


class SetFallback(DutyPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        form = FallbackForm(self.chosen, request.POST)
        if not form.is_valid():
            return self.page(status=422, fallback_form=form)
        to = form.cleaned_data["fallback"]
        actions.set_fallback(
            consulate_id=self.chosen.pk, to=to.code if to else "", actor=request.user, viewer=self.viewer
        )
        return self.back(_("The fallback post is saved. It holds for alerts from now on."))


class SetPager(DutyPage):
    def post(self, request: HttpRequest) -> HttpResponse:
        form = PagerForm(request.POST, auto_id="pager-%s")
        if not form.is_valid():
            return self.page(status=422, pager_form=form)
        actions.set_pager(actor=request.user, number=form.cleaned_data["number"])
        return self.back(_("Your telephone is saved."))


def _coming(roster: duty.Roster, now: datetime) -> list[duty.Turn]:
    """Those who begin next, all at the same time."""
    later = [turn for turn in roster.turns(now, now + duty.LOOKS_AHEAD) if turn.starts_at > now]
    return [turn for turn in later if turn.starts_at == later[0].starts_at]


def _gaps(roster: duty.Roster, now: datetime, zone: ZoneInfo) -> list[dict[str, Any]]:
    found = roster.gaps(now, now + duty.LOOKS_AHEAD)
    shown = [{"from": since.astimezone(zone), "until": until.astimezone(zone)} for since, until in found[:GAPS_SHOWN]]
    return [*shown, {"more": len(found) - GAPS_SHOWN}] if len(found) > GAPS_SHOWN else shown


def _named(turn: duty.Turn, people: dict[int, User]) -> dict[str, Any]:
    user = people.get(turn.user_id)
    return {"name": user.display_name() if user else "", "from": turn.starts_at, "until": turn.ends_at}


def _with(form: forms.Form, refusal: Refusal) -> forms.Form:
    """The refusal beside the field that it is about."""
    for field, texts in (refusal.fields or {None: [refusal.detail]}).items():
        for text in texts:
            form.add_error(field if field in form.fields else None, str(text))
    return form


def _status(refusal: Refusal) -> int:
    if refusal.status_code in (403, 404):
        raise refusal
    return 422 if refusal.status_code == 400 else refusal.status_code
