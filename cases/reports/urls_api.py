"""Addresses of the reports API, below /api/v1/reports/."""

from django.urls import path

from cases.reports import api, publish_api

urlpatterns = [
    path("weekly/", api.Weekly.as_view(), name="api-reports-weekly"),
    path("published/", publish_api.PublishedList.as_view(), name="api-published"),
    path("published/<str:code>/", publish_api.PublishedDetail.as_view(), name="api-publication"),
]
