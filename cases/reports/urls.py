"""Addresses of the pages, below /reports/."""

from django.urls import path

from cases.reports import pages
from cases.reports.now_page import NowPage

urlpatterns = [
    path("", pages.AlertsPage.as_view(), name="reports"),
    path("cases/", pages.CasesPage.as_view(), name="reports-cases"),
    path("where/", pages.WherePage.as_view(), name="reports-where"),
    path("rows/", pages.RowsPage.as_view(), name="reports-rows"),
    path("now/", NowPage.as_view(), name="reports-now"),
]
