"""Which steps of the call-back script have been done for an alert, when, and by whom."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ScriptTick(models.Model):
    """One step that is done. Taken back, the row goes; the events keep both."""

    alert = models.ForeignKey("alerts.Alert", models.CASCADE, related_name="ticks", verbose_name=_("alert"))
    step = models.CharField(_("step"), max_length=24)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step of the script")
        verbose_name_plural = _("steps of the script")
        constraints = [models.UniqueConstraint(fields=["alert", "step"], name="script_step_is_ticked_once")]

    def __str__(self) -> str:
        return self.step
