"""Addresses of the reports API, below /api/v1/reports/."""

from django.urls import path

from cases.reports import api

urlpatterns = [
    path("weekly/", api.Weekly.as_view(), name="api-reports-weekly"),
]
