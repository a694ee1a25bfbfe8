"""Addresses of the pages, below /reports/."""

from django.urls import path

from cases.reports import pages
from cases.reports.now_page import NowPage
from cases.reports.oversight_page import OversightPage
from cases.reports.quality_page import QualityPage

urlpatterns = [
    path("", pages.AlertsPage.as_view(), name="reports"),
    path("cases/", pages.CasesPage.as_view(), name="reports-cases"),
    path("where/", pages.WherePage.as_view(), name="reports-where"),
    path("rows/", pages.RowsPage.as_view(), name="reports-rows"),
    path("now/", NowPage.as_view(), name="reports-now"),
    path("quality/", QualityPage.as_view(), name="reports-quality"),
    path("oversight/", OversightPage.as_view(), name="reports-oversight"),
]
