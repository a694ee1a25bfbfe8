"""Addresses of the pages, below /reports/."""

from django.urls import path

from cases.reports import views
from cases.reports.now_page import NowPage

urlpatterns = [
    path("", views.WeeklyPage.as_view(), name="reports"),
    path("now/", NowPage.as_view(), name="reports-now"),
]
