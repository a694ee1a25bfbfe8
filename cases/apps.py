"""The app's registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        """The sweeper beside the publisher strikes the clocks of cases too."""
        from alerts import sweeping  # noqa: PLC0415  models are loaded by now
        from cases.actions.children import strike_child_clocks  # noqa: PLC0415
        from cases.actions.handovers import ring_unanswered_case_handovers  # noqa: PLC0415
        from cases.actions.judging import judge_what_ran_out  # noqa: PLC0415
        from cases.actions.locating import strike_case_clocks  # noqa: PLC0415
        from cases.actions.tasks import nudge_overdue  # noqa: PLC0415
        from cases.actions.waves import expire_offers  # noqa: PLC0415

        sweeping.PROMISES += [
            strike_case_clocks,
            strike_child_clocks,
            expire_offers,
            ring_unanswered_case_handovers,
            judge_what_ran_out,
            nudge_overdue,
        ]
