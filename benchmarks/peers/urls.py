"""The addresses of the stock application."""

from django.urls import include, path
from rest_framework.routers import DefaultRouter

from benchmarks.peers.api import StockAlerts, StockBoard
from consular.health import readyz

router = DefaultRouter()
router.register("alerts", StockAlerts)
urlpatterns = [
    path("readyz", readyz),
    path("api/v1/board/", StockBoard.as_view()),
    path("api/v1/", include(router.urls)),
]
