"""Addresses of the pages: the list, a case with its tabs and verbs, the calendar, the rules, the lawyer's desk."""

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
    path("cases/<str:code>/custody/", views.CustodyTab.as_view(), name="case-custody"),
    path("cases/<str:code>/custody/names/", views.Names.as_view(), name="case-names"),
    path("cases/<str:code>/custody/enter/", views.EnterStint.as_view(), name="case-stint"),
    path("cases/<str:code>/custody/look/", views.Look.as_view(), name="case-look"),
    path("cases/<str:code>/custody/<uuid:which>/judge/", views.JudgeStint.as_view(), name="case-stint-judge"),
    path("cases/<str:code>/custody/<uuid:which>/leave/", views.EndStint.as_view(), name="case-stint-leave"),
    path("cases/<str:code>/handover/", views.AskHandover.as_view(), name="case-handover"),
    path("cases/<str:code>/handover/withdraw/", views.WithdrawHandover.as_view(), name="case-handover-withdraw"),
    path("cases/<str:code>/calendar/", views.CalendarTab.as_view(), name="case-calendar"),
    path("cases/<str:code>/calendar/hearing/", views.SetHearing.as_view(), name="case-hearing"),
    path("cases/<str:code>/calendar/event/", views.NoteEvent.as_view(), name="case-event"),
    path("cases/<str:code>/calendar/deadline/", views.AddOwnDeadline.as_view(), name="case-deadline"),
    path("cases/<str:code>/hearings/<uuid:which>/check/", views.CheckHearing.as_view(), name="case-hearing-check"),
    path("cases/<str:code>/hearings/<uuid:which>/end/", views.EndHearing.as_view(), name="case-hearing-end"),
    path(
        "cases/<str:code>/deadlines/<uuid:which>/confirm/",
        views.ConfirmDeadline.as_view(),
        name="case-deadline-confirm",
    ),
    path("cases/<str:code>/deadlines/<uuid:which>/end/", views.EndDeadline.as_view(), name="case-deadline-end"),
    path(
        "cases/<str:code>/deadlines/<uuid:which>/answer/", views.AnswerProposal.as_view(), name="case-deadline-answer"
    ),
    path("handovers/<int:pk>/", views.HandoverPage.as_view(), name="handover"),
    path("calendar/", views.CalendarPage.as_view(), name="calendar"),
    path("calendar/calls/", views.CallSheet.as_view(), name="call-sheet"),
    path("calendar/calls/<str:code>/<uuid:which>/", views.CheckFromSheet.as_view(), name="call-sheet-check"),
    path("calendar/feeds/", views.FeedsPage.as_view(), name="feeds"),
    path("calendar/feeds/<uuid:which>/revoke/", views.RevokeFeed.as_view(), name="feed-revoke"),
    path("calendar/feed/<str:token>.ics", views.Feed.as_view(), name="feed"),
    path("rules/", views.RulesPage.as_view(), name="rules"),
    path("rules/<str:code>/", views.RulePage.as_view(), name="rule"),
    path("desk/", views.DeskPage.as_view(), name="desk"),
    path("desk/live/", views.DeskLive.as_view(), name="desk-live"),
]
