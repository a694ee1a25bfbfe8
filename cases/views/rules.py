"""The pages of deadline rules: what holds, where it comes from; and, for the administrator, a change with its preview."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from cases.actions import rules
from cases.forms.calendar import ANCHORS, FROM_HEARINGS, StatusForm, VersionForm
from cases.models import DeadlineRule
from consular.errors import Refusal
from consular.organisation.access import RolePage


class RulesPage(RolePage):
    """Every version of every rule, with its source: law that anyone may read."""

    roles = ("lawyer", "supervisor", "officer", "admin")

    def get(self, request: HttpRequest) -> HttpResponse:
        found = DeadlineRule.objects.order_by("code", "-version", "applies_to")
        rows = [(rule, (ANCHORS | FROM_HEARINGS).get(rule.anchor, rule.anchor)) for rule in found]
        return render(request, "cases/rules.html", {"rows": rows, "may_change": self.viewer.is_admin})


class RulePage(RolePage):
    """One rule: its versions, and two ways to change it. What a change would do is shown before it is published."""

    roles = ("admin",)

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.page(code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        versions = self.versions(code)
        is_status = request.POST.get("form") == "status"
        form = StatusForm(request.POST, versions=versions) if is_status else VersionForm(request.POST)
        bound: dict[str, Any] = {"status_form" if is_status else "new": form}
        if not form.is_valid():
            return self.page(code, status=422, **bound)
        change = _status_change(code, versions, form) if is_status else _new_version(code, form)
        try:
            if "publish" not in request.POST:
                return self.page(code, preview=rules.preview(change), previewed=form, **bound)
            rules.publish(change=change, actor=request.user, viewer=self.viewer)
        except Refusal as refusal:
            for field, sentences in refusal.fields.items():
                form.add_error(field, sentences)
            return self.page(code, status=refusal.status_code, **bound)
        messages.success(request, gettext("Published. The other dates are being proposed to the lawyers."))
        return redirect("rule", code=code)

    def versions(self, code: str) -> list[DeadlineRule]:
        found = list(DeadlineRule.objects.filter(code=code).order_by("-version", "applies_to"))
        if not found:
            raise Http404
        return found

    def page(self, code: str, *, status: int = 200, **shown: Any) -> HttpResponse:
        versions = self.versions(code)
        newest = next((one for one in versions if one.status == DeadlineRule.Status.IN_FORCE), versions[0])
        initial = {name: getattr(newest, name) for name in ("amount", "unit", "applies_to", "status", "source")}
        context = {
            "rule": newest,
            "versions": versions,
            "new": VersionForm(initial=initial),
            "status_form": StatusForm(versions=versions),
            **shown,
        }
        return render(self.request, "cases/rule.html", context, status=status)


def _new_version(code: str, form: Any) -> rules.Change:
    return rules.Change(code=code, **form.cleaned_data)


def _status_change(code: str, versions: list[DeadlineRule], form: Any) -> rules.Change:
    chosen = next(rule for rule in versions if rule.pk == form.cleaned_data["version"])
    return rules.Change(
        code=code,
        applies_to=chosen.applies_to,
        version=chosen.version,
        status=form.cleaned_data["status"],
        effective_to=form.cleaned_data["effective_to"],
    )
