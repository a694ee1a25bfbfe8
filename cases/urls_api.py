"""Addresses of the cases API, below /api/v1/."""

from django.urls import path

from cases import api

urlpatterns = [
    path("alerts/<uuid:alert_id>/open-case/", api.OpenCase.as_view(), name="api-open-case"),
    path("cases/", api.CaseList.as_view(), name="api-cases"),
    path("cases/<str:code>/", api.CaseDetail.as_view(), name="api-case"),
    path("cases/<str:code>/timeline/", api.Timeline.as_view(), name="api-case-timeline"),
    path("cases/<str:code>/notes/", api.Notes.as_view(), name="api-case-notes"),
    path("cases/<str:code>/documents/", api.Documents.as_view(), name="api-case-documents"),
    path(
        "cases/<str:code>/documents/<uuid:document>/content/",
        api.DocumentContent.as_view(),
        name="api-case-document-content",
    ),
    path("cases/<str:code>/assign/", api.Assign.as_view(), name="api-case-assign"),
    path("cases/<str:code>/accept/", api.Accept.as_view(), name="api-case-accept"),
    path("cases/<str:code>/decline/", api.Decline.as_view(), name="api-case-decline"),
    path("cases/<str:code>/outcome/", api.SetOutcome.as_view(), name="api-case-outcome"),
    path("cases/<str:code>/request-close/", api.RequestClose.as_view(), name="api-case-request-close"),
    path("cases/<str:code>/close/", api.Close.as_view(), name="api-case-close"),
    path("search/", api.Search.as_view(), name="api-search"),
    path("lawyers/", api.Lawyers.as_view(), name="api-lawyers"),
    path("outcome-codes/", api.OutcomeCodes.as_view(), name="api-outcome-codes"),
]
