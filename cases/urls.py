"""Addresses of the pages: the list, a case with its verbs, the lawyer's desk."""

from django.urls import path

from cases import views

urlpatterns = [
    path("cases/", views.CaseListPage.as_view(), name="cases"),
    path("cases/<str:code>/", views.CasePage.as_view(), name="case"),
    path("cases/<str:code>/person/", views.UnmaskPerson.as_view(), name="case-person"),
    path("cases/<str:code>/assign/", views.Assign.as_view(), name="case-assign"),
    path("cases/<str:code>/accept/", views.Accept.as_view(), name="case-accept"),
    path("cases/<str:code>/decline/", views.Decline.as_view(), name="case-decline"),
    path("cases/<str:code>/notes/", views.AddNote.as_view(), name="case-notes"),
    path("cases/<str:code>/outcome/", views.SetOutcome.as_view(), name="case-outcome"),
    path("cases/<str:code>/request-close/", views.RequestClose.as_view(), name="case-request-close"),
    path("cases/<str:code>/close/", views.Close.as_view(), name="case-close"),
    path("desk/", views.DeskPage.as_view(), name="desk"),
    path("desk/live/", views.DeskLive.as_view(), name="desk-live"),
]
