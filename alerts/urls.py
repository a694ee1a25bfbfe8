"""The pages of alerts."""

from django.urls import path

from alerts import drill_pages, duty_pages, shift_pages, views

urlpatterns = [
    path("board/", views.Board.as_view(), name="board"),
    path("board/wall/", views.Wall.as_view(), name="wall"),
    path("call/", views.Call.as_view(), name="call"),
    path("drills/", drill_pages.DrillsPage.as_view(), name="drills"),
    path("drills/<uuid:run_id>/", drill_pages.DrillPage.as_view(), name="drill"),
    path("drills/<uuid:run_id>/live/", drill_pages.DrillLive.as_view(), name="drill-live"),
    path("drills/<uuid:run_id>/stop/", drill_pages.StopDrill.as_view(), name="drill-stop"),
    path("duty/", duty_pages.DutyPage.as_view(), name="duty"),
    path("duty/shifts/", duty_pages.AddShifts.as_view(), name="duty-shifts"),
    path("duty/shifts/<int:shift_id>/remove/", duty_pages.RemoveShift.as_view(), name="duty-remove-shift"),
    path("duty/absences/", duty_pages.AddAbsence.as_view(), name="duty-absences"),
    path("duty/absences/<int:absence_id>/remove/", duty_pages.RemoveAbsence.as_view(), name="duty-remove-absence"),
    path("duty/chain/", duty_pages.SetChain.as_view(), name="duty-chain"),
    path("duty/fallback/", duty_pages.SetFallback.as_view(), name="duty-fallback"),
    path("duty/pager/", duty_pages.SetPager.as_view(), name="duty-pager"),
    path("shift/", shift_pages.ShiftPage.as_view(), name="shift"),
    path("shift/hand-over/", shift_pages.HandOver.as_view(), name="shift-hand-over"),
    path("shift/<uuid:digest_id>/", shift_pages.DigestPage.as_view(), name="shift-digest"),
    path("shift/<uuid:digest_id>/sign/", shift_pages.Sign.as_view(), name="shift-sign"),
]
