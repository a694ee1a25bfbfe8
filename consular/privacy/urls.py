"""The auditor's pages."""

from django.urls import path

from consular.privacy import views

urlpatterns = [
    path("audit/", views.Audit.as_view(), name="audit"),
    path("audit/alarms/<int:alarm_id>/seen/", views.SeeAlarm.as_view(), name="audit-alarm-seen"),
]
