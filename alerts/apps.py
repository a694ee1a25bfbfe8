"""The app's registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "alerts"
    verbose_name = _("Alerts")

    def ready(self) -> None:
        """A county that moves takes the alerts that wait in it along; `/metrics` tells how the posts are watched."""
        from prometheus_client import REGISTRY  # noqa: PLC0415

        from alerts import metrics  # noqa: PLC0415  models are loaded by now
        from alerts.actions import rerouting  # noqa: PLC0415  models are loaded by now
        from consular.organisation import actions  # noqa: PLC0415

        actions.AFTER_REASSIGNMENT.append(rerouting.after_reassignment)
        REGISTRY.register(metrics.Watches())
