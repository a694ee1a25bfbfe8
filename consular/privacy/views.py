"""The auditor's page: who looked at what, and whether the record is whole."""

from typing import Any

from django.views.generic import ListView

from consular.organisation.access import RoleRequired
from consular.privacy import access_log
from consular.privacy.models import AccessRecord


class Audit(RoleRequired, ListView):
    roles = ("auditor",)
    queryset = AccessRecord.objects.select_related("reader").order_by("-id")
    paginate_by = 50
    template_name = "privacy/audit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "broken": access_log.first_broken()}
