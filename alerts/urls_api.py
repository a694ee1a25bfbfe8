"""The API addresses of alerts. Presses, positions and cancels are served by `alerts.intake.endpoint` before Django is asked."""

from django.urls import path

from alerts import api, api_follow_up, api_place, incident_api, notices, watch_api

ALERT = "alerts/<uuid:alert_id>/"
INCIDENT = "incidents/<uuid:incident_id>/"

urlpatterns = [
    path("board/", api.BoardView.as_view(), name="api-board"),
    path("board/events/", api.BoardEventsView.as_view(), name="api-board-events"),
    path("board/bulletin/", watch_api.BulletinView.as_view(), name="api-bulletin"),
    path("board/wall/", watch_api.WallView.as_view(), name="api-wall"),
    path("board/flood/", watch_api.FloodView.as_view(), name="api-flood"),
    path("board/flood/<int:device>/", watch_api.FloodSenderView.as_view(), name="api-flood-sender"),
    path("board/flood/<int:device>/lift/", watch_api.FloodLiftView.as_view(), name="api-flood-lift"),
    path("board/flood/<int:device>/close/", watch_api.FloodCloseView.as_view(), name="api-flood-close"),
    path("posts/<slug:post>/help/", watch_api.HelpView.as_view(), name="api-call-help"),
    path("board/owed/", api_follow_up.OwedView.as_view(), name="api-board-owed"),
    path("board/notices/", notices.NoticesView.as_view(), name="api-board-notices"),
    path("places/", api.PlacesView.as_view(), name="api-places"),
    path("places/layers/", api.LayersView.as_view(), name="api-layers"),
    path(ALERT, api.AlertView.as_view(), name="api-alert"),
    path(ALERT + "timeline/", api.TimelineView.as_view(), name="api-alert-timeline"),
    path(ALERT + "unmask/", api.UnmaskView.as_view(), name="api-alert-unmask"),
    path(ALERT + "claim/", api.ClaimView.as_view(), name="api-alert-claim"),
    path(ALERT + "beat/", api.BeatView.as_view(), name="api-alert-beat"),
    path(ALERT + "release/", api.ReleaseView.as_view(), name="api-alert-release"),
    path(ALERT + "take/", api.TakeView.as_view(), name="api-alert-take"),
    path(ALERT + "contact/", api.ContactView.as_view(), name="api-alert-contact"),
    path(ALERT + "note/", api.NoteView.as_view(), name="api-alert-note"),
    path(ALERT + "dispose/", api.DisposeView.as_view(), name="api-alert-dispose"),
    path(ALERT + "handover/", api.HandoverView.as_view(), name="api-alert-handover"),
    path(ALERT + "track/", api_place.TrackView.as_view(), name="api-alert-track"),
    path(ALERT + "person/", api_place.PersonView.as_view(), name="api-alert-person"),
    path(ALERT + "facility/accept/", api_place.FacilityAcceptView.as_view(), name="api-alert-facility-accept"),
    path(ALERT + "facility/reject/", api_place.FacilityRejectView.as_view(), name="api-alert-facility-reject"),
    path(ALERT + "handover/brief/", api_follow_up.BriefView.as_view(), name="api-alert-handover-brief"),
    path(ALERT + "handover/decline/", api_follow_up.HandoverDeclineView.as_view(), name="api-alert-handover-decline"),
    path(
        ALERT + "handover/withdraw/", api_follow_up.HandoverWithdrawView.as_view(), name="api-alert-handover-withdraw"
    ),
    path(ALERT + "script/", api_follow_up.ScriptView.as_view(), name="api-alert-script"),
    path(ALERT + "tick/", api_follow_up.TickView.as_view(), name="api-alert-tick"),
    path(ALERT + "welfare/", api_follow_up.WelfareView.as_view(), name="api-alert-welfare"),
    path(ALERT + "welfare/done/", api_follow_up.WelfareDoneView.as_view(), name="api-alert-welfare-done"),
    path(ALERT + "links/", api_follow_up.LinksView.as_view(), name="api-alert-links"),
    path(ALERT + "undo-duplicate/", api_follow_up.UndoDuplicateView.as_view(), name="api-alert-undo-duplicate"),
    path(ALERT + "handover/accept/", api.HandoverAcceptView.as_view(), name="api-alert-handover-accept"),
    path(ALERT + "attach/", api.AttachView.as_view(), name="api-alert-attach"),
    path(ALERT + "detach/", api.DetachView.as_view(), name="api-alert-detach"),
    path("incidents/", incident_api.IncidentsView.as_view(), name="api-incidents"),
    path(INCIDENT, incident_api.IncidentView.as_view(), name="api-incident"),
    path(INCIDENT + "coordinate/", incident_api.CoordinateView.as_view(), name="api-incident-coordinate"),
    path(INCIDENT + "release/", incident_api.ReleaseView.as_view(), name="api-incident-release"),
    path(INCIDENT + "note/", incident_api.NoteView.as_view(), name="api-incident-note"),
    path(INCIDENT + "close/", incident_api.CloseView.as_view(), name="api-incident-close"),
]
