"""The auditor's page: who looked at what, and whether the record is whole."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.generic import ListView

from consular.organisation.access import RolePage, RoleRequired
from consular.privacy import access_log, oversight
from consular.privacy.models import AccessRecord, ReadAlarm

ALARMS_SHOWN = 20


class Audit(RoleRequired, ListView):
    roles = ("auditor",)
    queryset = AccessRecord.objects.select_related("reader").order_by("-id")
    paginate_by = 50
    template_name = "privacy/audit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        open_alarms = ReadAlarm.objects.filter(seen_at=None).select_related("reader").order_by("-raised_at")
        return {
            **super().get_context_data(**kwargs),
            "broken": access_log.first_broken(),
            "alarms": open_alarms[:ALARMS_SHOWN],
        }


class SeeAlarm(RolePage):
    """The auditor has looked into it."""

    roles = ("auditor",)

    def get(self, request: HttpRequest, alarm_id: int) -> HttpResponse:
        return redirect("audit")

    def post(self, request: HttpRequest, alarm_id: int) -> HttpResponse:
        oversight.see_alarm(alarm_id=alarm_id, actor=request.user, now=timezone.now())
        return redirect("audit")
