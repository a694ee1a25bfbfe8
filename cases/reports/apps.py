"""The app's registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "cases.reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """The sweeper beside the publisher keeps the roll-ups in step with the events."""
        from alerts import sweeping  # noqa: PLC0415  models are loaded by now
        from cases.reports.rollup import rolling  # noqa: PLC0415

        sweeping.LATER += [rolling.roll, rolling.remake_outdated]
