"""The pages of alerts."""

from django.urls import path

from alerts import views

urlpatterns = [
    path("board/", views.Board.as_view(), name="board"),
    path("call/", views.Call.as_view(), name="call"),
]
