"""The pages of the shift: the digest as it stands, handing it over, signing for it, and what was signed before."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts import actions, shifts, workflow
from alerts.actions.shifts import REMARK_LIMIT
from alerts.models import Alert, DrillRun, ShiftDigest
from alerts.timeline import step_word
from consular.errors import Refusal
from consular.organisation.access import RolePage
from consular.organisation.models import Consulate

HISTORY = 20


class HandOverForm(forms.Form):
    remark = forms.CharField(
        label=gettext_lazy("What the next shift should know"),
        required=False,
        max_length=REMARK_LIMIT,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("Kept sealed, and shown to your post only."),
    )


class Page(RolePage):
    roles: tuple[str, ...] = ("officer", "supervisor")

    @cached_property
    def posts(self) -> list[Consulate]:
        return list(Consulate.objects.filter(pk__in=self.viewer.posts).order_by("code"))

    def digests(self) -> Any:
        known = ShiftDigest.objects.visible_to(self.viewer).select_related("consulate", "handed_by", "signed_by")
        return known.order_by("-handed_at")


class ShiftPage(Page):
    """The shift of one post: what waits for a signature, or the digest as it stands and the form that hands it over."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.chosen(request.GET.get("post", "")), HandOverForm())

    def chosen(self, code: str) -> Consulate:
        """The post asked for, or the reader's first."""
        for post in self.posts:
            if code in ("", post.code):
                return post
        raise Http404

    def page(self, post: Consulate, form: HandOverForm, *, status: int = 200, refusal: Refusal | None = None) -> Any:
        now = timezone.now()
        history = list(self.digests().filter(consulate=post).defer("content", "remark")[: HISTORY + 1])
        waiting = next((one for one in history if one.signed_at is None), None)
        since = waiting.since if waiting else shifts.began(post, now)
        present = shifts.digest(post, since=since, now=now)
        context = {
            "post": post,
            "posts": self.posts,
            "form": form,
            "refusal": refusal,
            "waiting": waiting,
            "may_sign": waiting is not None and waiting.handed_by_id != self.viewer.user_id,
            "shown": readable(waiting.content if waiting else present),
            "changes": readable_changes(shifts.differences(waiting.content, present)) if waiting else [],
            "history": [one for one in history if one is not waiting],
        }
        return render(self.request, "shifts/shift.html", context, status=status)


class HandOver(ShiftPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("shift")

    def post(self, request: HttpRequest) -> HttpResponse:
        post = self.chosen(request.POST.get("post", ""))
        form = HandOverForm(request.POST)
        if not form.is_valid():
            return self.page(post, form, status=422)
        try:
            remark = form.cleaned_data["remark"].replace("\x00", "")
            actions.hand_over_shift(consulate_id=post.pk, actor=request.user, viewer=self.viewer, remark=remark)
        except Refusal as refusal:
            if refusal.status_code == 404:
                raise
            return self.page(post, form, status=refusal.status_code, refusal=refusal)
        messages.success(request, _("Handed over. It is done when somebody else of your post has signed it."))
        return redirect(f"/shift/?post={post.code}")


class Sign(Page):
    def post(self, request: HttpRequest, digest_id: uuid.UUID) -> HttpResponse:
        try:
            actions.sign_shift(digest_id=digest_id, actor=request.user, viewer=self.viewer)
        except Refusal as refusal:
            if refusal.status_code != 409:
                raise
            messages.error(request, str(refusal.detail))
        else:
            messages.success(request, _("You have signed for the shift."))
        return redirect("shift-digest", digest_id=digest_id)


class DigestPage(Page):
    """One hand-over as it was frozen, its signature, and what had changed until then."""

    def get(self, request: HttpRequest, digest_id: uuid.UUID) -> HttpResponse:
        one = self.digests().filter(pk=digest_id).first()
        if one is None:
            raise Http404
        changes = one.changes
        if one.signed_at is None:
            present = shifts.digest(one.consulate, since=one.since, now=timezone.now())
            changes = shifts.differences(one.content, present)
        context = {
            "digest": one,
            "post": one.consulate,
            "shown": readable(one.content),
            "changes": readable_changes(changes),
            "is_intact": shifts.is_intact(one),
            "may_sign": one.signed_at is None and one.handed_by_id != self.viewer.user_id,
        }
        return render(request, "shifts/digest.html", context)


def readable(content: dict[str, Any]) -> dict[str, Any]:
    """The digest with moments for text and words for codes. A code that is not known any more is shown as it is."""
    return content | {
        "since": parse_datetime(content["since"]),
        "until": parse_datetime(content["until"]),
        "open": [_open(alert) for alert in content["open"]],
        "more": content["counts"]["open"] + content["counts"]["drills_open"] - len(content["open"]),
        "handled": [(_word(Alert.Disposition, code), n) for code, n in content["handled"].items()],
        "unclaimed": content["counts"][workflow.RECEIVED + "_open"],
        "handled_n": sum(content["handled"].values()),
        "notes_due": [
            one | {"disposition": _word(Alert.Disposition, one["disposition"]), "at": parse_datetime(one["handled_at"])}
            for one in content["notes_due"]
        ],
        "drills": [
            one | {"at": parse_datetime(one["started_at"]), "state": _word(DrillRun.State, one["state"])}
            for one in content["drills"]
        ],
        "handovers": [one for one in content["open"] if one["handover"]],
        **{
            name: import_string(f"{path}.readable")(content[name])
            for name, path in shifts.SHIFT_PARTS
            if name in content
        },
    }


def _open(alert: dict[str, Any]) -> dict[str, Any]:
    coming = alert["next"]
    return alert | {
        "kind": _word(Alert.Kind, alert["kind"]),
        "state_word": _word(Alert.State, alert["state"]),
        "person": _word(Alert.PersonState, alert["person_state"]),
        "at": parse_datetime(alert["received_at"]),
        "next": {"to": step_word(coming["to"]), "at": parse_datetime(coming["at"] or "")} if coming else None,
    }


def readable_changes(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [change | {"text": _sentence(change)} for change in changes]


def _sentence(change: dict[str, Any]) -> str:
    was, now = change["from"], change["to"]
    if change["what"] == "ended":
        return _("handled: %(how)s") % {"how": _word(Alert.Disposition, now)} if now else _("no longer at this post")
    if change["what"] == "new":
        return _("has come since")
    if change["what"] == "owner":
        return _owner_sentence(was, now)
    if change["what"] == "person":
        return _("the person: %(now)s") % {"now": _word(Alert.PersonState, now)}
    return _("offered to %(post)s") % {"post": now} if now else _("no longer offered to another post")


def _owner_sentence(was: str, now: str) -> str:
    if not now:
        return _("nobody has it now; it was with %(name)s") % {"name": was}
    return _("now with %(name)s") % {"name": now}


def _word(choices: Any, code: str) -> str:
    return str(choices(code).label) if code in choices.values else code
