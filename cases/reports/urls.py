"""Addresses of the pages, below /reports/."""

from django.urls import path

from cases.reports import export_views, pages, publish_pages, schedule_pages
from cases.reports.now_page import NowPage
from cases.reports.oversight_page import OversightPage
from cases.reports.quality_page import QualityPage

urlpatterns = [
    path("", pages.AlertsPage.as_view(), name="reports"),
    path("cases/", pages.CasesPage.as_view(), name="reports-cases"),
    path("where/", pages.WherePage.as_view(), name="reports-where"),
    path("rows/", pages.RowsPage.as_view(), name="reports-rows"),
    path("download/", export_views.Download.as_view(), name="report-download"),
    path("exports/", export_views.Exports.as_view(), name="exports"),
    path("exports/file/", export_views.AskForFile.as_view(), name="export-ask"),
    path("exports/rows/", export_views.AskForRows.as_view(), name="export-rows"),
    path("exports/<uuid:export_id>/", export_views.Export.as_view(), name="export"),
    path("exports/<uuid:export_id>/live/", export_views.ExportLive.as_view(), name="export-live"),
    path("exports/<uuid:export_id>/file/", export_views.ExportFile.as_view(), name="export-file"),
    path("exports/<uuid:export_id>/approve/", export_views.Approve.as_view(), name="export-approve"),
    path("exports/<uuid:export_id>/refuse/", export_views.Refuse.as_view(), name="export-refuse"),
    path("exports/<uuid:export_id>/withdraw/", export_views.Withdraw.as_view(), name="export-withdraw"),
    path("exports/<uuid:export_id>/stop/", export_views.Stop.as_view(), name="export-stop"),
    path("now/", NowPage.as_view(), name="reports-now"),
    path("publish/", publish_pages.Publish.as_view(), name="report-publish"),
    path("published/", publish_pages.PublicationsPage.as_view(), name="publications"),
    path("published/<str:code>/", publish_pages.PublicationPage.as_view(), name="publication"),
    path("published/<str:code>/again/", publish_pages.RunAgain.as_view(), name="publication-again"),
    path("published/<str:code>/withdraw/", publish_pages.Withdraw.as_view(), name="publication-withdraw"),
    path("schedules/", schedule_pages.SchedulesPage.as_view(), name="schedules"),
    path("schedules/<int:which>/remove/", schedule_pages.RemovePage.as_view(), name="schedule-remove"),
    path("schedules/<int:which>/<str:verb>/", schedule_pages.Turn.as_view(), name="schedule-turn"),
    path("ready/<uuid:mail>/", schedule_pages.Ready.as_view(), name="schedule-ready"),
    path("quality/", QualityPage.as_view(), name="reports-quality"),
    path("oversight/", OversightPage.as_view(), name="reports-oversight"),
]
