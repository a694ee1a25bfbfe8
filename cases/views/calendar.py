"""The calendar tab of a case, the calendar of all, the call sheet, and subscriptions."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.generic import View

from alerts.models.sender import fingerprint
from cases import actions, calendar, feeds, hearings, workflow
from cases.actions.feeds import note_reading
from cases.forms.calendar import (
    AnswerForm,
    CheckForm,
    ConfirmForm,
    DeadlineEndForm,
    EventForm,
    FeedForm,
    HearingEndForm,
    HearingForm,
    OwnDeadlineForm,
)
from cases.models import CalendarFeed, Case, Deadline, Hearing
from cases.views.base import CaseTab, Page, VerbPage
from consular.errors import Refusal
from consular.organisation.access import Viewer, viewer_of


def _hearing_form(viewer: Viewer, case: Case, data: Any) -> HearingForm:
    protected = workflow.is_engaged_lawyer(case, viewer)
    return HearingForm(data, protected=protected, initial={"court": case.matter.court_id})


def _event_form(viewer: Viewer, case: Case, data: Any) -> EventForm:
    return EventForm(data, protected=workflow.is_engaged_lawyer(case, viewer))


def _own_form(viewer: Viewer, case: Case, data: Any) -> OwnDeadlineForm:
    return OwnDeadlineForm(data)


class CalendarTab(CaseTab):
    tab = "case-calendar"
    template = "cases/calendar_tab.html"
    makers = {"hearing": _hearing_form, "deadline_event": _event_form, "deadline": _own_form}

    def shown(self, case: Case) -> dict[str, Any]:
        now = timezone.now()
        may_end = workflow.may("hearing", case, self.viewer)
        may_check = workflow.may("hearing_check", case, self.viewer)
        found = Hearing.objects.readable_by(self.viewer, case).select_related("court", "follows")
        held = list(found.prefetch_related("checks__by").order_by("starts_at"))
        return {
            "to_come": [
                {
                    "hearing": one,
                    "began": one.starts_at <= now,
                    "check": may_check and self.each(CheckForm, one.pk),
                    "end": may_end and self.each(HearingEndForm, one.pk),
                }
                for one in held
                if one.state in hearings.TO_COME
            ],
            "over": [one for one in held[::-1] if one.state not in hearings.TO_COME],
            **self._deadlines(case),
        }

    def _deadlines(self, case: Case) -> dict[str, Any]:
        """The lawyer sees what is due and answers for it; the post sees the day (domain.md, section 4)."""
        found = Deadline.objects.readable_by(self.viewer, case).select_related("rule", "hearing", "confirmed_by")
        due = list(found.prefetch_related("proposals__rule").order_by("due_on", "set_at"))
        is_lawyer = workflow.is_engaged_lawyer(case, self.viewer)
        today = timezone.now().date()
        rows = [
            {
                "deadline": one,
                "late": one.due_on is not None and one.due_on < today,
                "confirm": is_lawyer and self.each(ConfirmForm, one.pk),
                "end": is_lawyer and self.each(DeadlineEndForm, one.pk),
                "answer": is_lawyer and one.open_proposal and self.each(AnswerForm, one.pk),
            }
            for one in due
            if one.is_open
        ]
        over = [one for one in due[::-1] if not one.is_open]
        return {"due": rows, "due_over": over if is_lawyer else [], "knows_what": is_lawyer}


class SetHearing(VerbPage, CalendarTab):
    verb = "hearing"
    done = _("The hearing is in the calendar, with the deadlines that count from it.")
    action = staticmethod(actions.set_hearing)


class CheckHearing(VerbPage, CalendarTab):
    verb = "hearing_check"
    form = CheckForm
    done = _("The answer is kept.")
    action = staticmethod(actions.check_hearing)


class EndHearing(VerbPage, CalendarTab):
    verb = "hearing"
    walled = True
    form = HearingEndForm
    done = _("Kept.")
    action = staticmethod(actions.end_hearing)


class NoteEvent(VerbPage, CalendarTab):
    verb = "deadline_event"
    done = _("The deadlines that count from it are in the calendar. The lawyer confirms each.")
    action = staticmethod(actions.note_event)


class AddOwnDeadline(VerbPage, CalendarTab):
    verb = "deadline"
    walled = True
    done = _("The deadline is in the calendar.")
    action = staticmethod(actions.add_own_deadline)


class ConfirmDeadline(VerbPage, CalendarTab):
    verb = "deadline"
    form = ConfirmForm
    done = _("Confirmed.")
    action = staticmethod(actions.confirm_deadline)


class EndDeadline(VerbPage, CalendarTab):
    verb = "deadline"
    form = DeadlineEndForm
    done = _("Kept.")
    action = staticmethod(actions.end_deadline)


class AnswerProposal(VerbPage, CalendarTab):
    verb = "deadline"
    form = AnswerForm
    done = _("Kept.")
    action = staticmethod(actions.answer_proposal)


class CalendarPage(Page):
    """Four weeks of everything that the viewer may see, and what is late."""

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        start = _day(request.GET.get("from", "")) or now.date()
        context = {
            "agenda": calendar.agenda(self.viewer, start, now),
            "unowned": calendar.unowned(self.viewer, now) if self.viewer.posts else [],
            "start": start,
            "end": start + calendar.AHEAD - timedelta(days=1),
            "today": now.date(),
            "earlier": start - calendar.AHEAD,
            "later": start + calendar.AHEAD,
            "posts": self.viewer.posts,
        }
        return render(request, "cases/calendar.html", context)


class CallSheet(Page):
    """Whom to call tonight: hearings of the next three days that two sources have not confirmed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        rows = [(one, CheckForm(auto_id=f"check-{one.pk}-%s")) for one in calendar.to_call(self.viewer, now)]
        return render(request, "cases/call_sheet.html", {"rows": rows, "now": now})


class CheckFromSheet(CallSheet):
    def get(self, request: HttpRequest, **which: Any) -> HttpResponse:
        return redirect("call-sheet")

    def post(self, request: HttpRequest, code: str, which: Any) -> HttpResponse:
        form = CheckForm(request.POST)
        if form.is_valid():
            actions.check_hearing(code=code, which=which, actor=request.user, viewer=self.viewer, **form.cleaned_data)
        return redirect("call-sheet")


class FeedsPage(Page):
    """The lawyer's subscriptions; a new address is shown once."""

    roles = ("lawyer",)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(FeedForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FeedForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        language = translation.get_language() or "es"
        try:
            token = actions.make_feed(actor=request.user, label=form.cleaned_data["label"], language=language)
        except Refusal as refusal:
            form.add_error("label", refusal.fields["label"])
            return self.page(form, status=refusal.status_code)
        return self.page(FeedForm(), address=request.build_absolute_uri(f"/calendar/feed/{token}.ics"))

    def page(self, form: FeedForm, *, status: int = 200, address: str = "") -> HttpResponse:
        mine = CalendarFeed.objects.filter(lawyer=self.viewer.user_id).order_by("revoked_at", "-created_at")
        running = [feed for feed in mine if feed.revoked_at is None]
        context = {"form": form, "feeds": running, "revoked": len(mine) - len(running), "address": address}
        return render(self.request, "cases/feeds.html", context, status=status)


class RevokeFeed(Page):
    roles = ("lawyer",)

    def post(self, request: HttpRequest, which: Any) -> HttpResponse:
        actions.revoke_feed(actor=request.user, which=which)
        return redirect("feeds")


class Feed(View):
    """For calendar programs, which sign in to nothing: the address is the secret. Revoked it answers 410, unknown 404."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        feed = CalendarFeed.objects.filter(token_hash=fingerprint(token)).select_related("lawyer").first()
        if feed is None:
            return HttpResponse(status=404)
        if feed.revoked_at or not viewer_of(feed.lawyer).is_lawyer:
            return HttpResponse(status=410)
        now = timezone.now()
        with translation.override(feed.language):
            body = feeds.render(feed, now)
        note_reading(feed, now)
        headers = {"Cache-Control": "private, no-store", "Content-Disposition": 'attachment; filename="consular.ics"'}
        return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _day(text: str) -> date | None:
    """A day as it stands in an address; nonsense is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if date(2000, 1, 1) <= day <= date(2100, 1, 1) else None
