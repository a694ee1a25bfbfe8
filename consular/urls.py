"""Every address of the service; the apps hold their own."""

from typing import Any

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from consular import health

api: list[Any] = [
    path("", include("alerts.urls_api")),
    path("", include("cases.urls_api")),
    path("reports/", include("cases.reports.urls_api")),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
]

urlpatterns = [
    path("livez", health.livez),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("api/v1/", include(api)),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("i18n/js/", JavaScriptCatalog.as_view(domain="djangojs"), name="javascript-catalog"),
    path("reports/", include("cases.reports.urls")),
    path("", include("consular.organisation.urls")),
    path("", include("consular.privacy.urls")),
    path("", include("alerts.urls")),
    path("", include("alerts.urls_public")),
    path("", include("cases.urls")),
]

handler400 = "consular.errors.bad_request"
handler403 = "consular.errors.permission_denied"
handler404 = "consular.errors.page_not_found"
handler500 = "consular.errors.server_error"
