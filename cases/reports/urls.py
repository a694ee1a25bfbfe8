"""Addresses of the pages, below /reports/."""

from django.urls import path

from cases.reports import views

urlpatterns = [
    path("", views.WeeklyPage.as_view(), name="reports"),
]
