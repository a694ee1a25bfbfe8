"""Roll-ups: for each post and week the rows that are counted, packed. They can all be made again from the tables they were made of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Block(models.Model):
    """One stream's rows of one post and week (`cases.reports.rollup.streams` says of which columns), newest state of each.

    `version` rises with every change and begins with the time: whoever holds the rows unpacked knows by it whether they are still true,
    also when a restored database counts its blocks anew.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(_("stream"), max_length=12)
    consulate = models.ForeignKey("organisation.Consulate", models.CASCADE, related_name="+", verbose_name=_("post"))
    week = models.DateField(_("Monday of the week"))
    rows = models.PositiveIntegerField(_("rows"), default=0)
    data = models.BinaryField(_("rows, packed"))
    layout = models.CharField(_("layout of the rows"), max_length=16)
    version = models.BigIntegerField(_("version"), default=1)
    rolled_at = models.DateTimeField(_("rolled at"))

    class Meta:
        verbose_name = _("roll-up of a week")
        verbose_name_plural = _("roll-ups of weeks")
        constraints = [models.UniqueConstraint(fields=["stream", "week", "consulate"], name="rollup_block_once")]

    def __str__(self) -> str:
        return f"{self.stream} {self.consulate_id} {self.week}"


class Filed(models.Model):
    """In which blocks the rows of one case lie: a hearing may move to another week, and leaves its old block then."""

    subject = models.UUIDField(primary_key=True)
    blocks = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("blocks of a case")
        verbose_name_plural = _("blocks of cases")

    def __str__(self) -> str:
        return str(self.subject)


class Word(models.Model):
    """A code as a small number, for ever: what packed rows hold in place of the code."""

    id = models.AutoField(primary_key=True)
    code = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("code in roll-ups")
        verbose_name_plural = _("codes in roll-ups")

    def __str__(self) -> str:
        return self.code


class Progress(models.Model):
    """How far the roll-ups have read the events, and what the last nightly check against the raw tables found."""

    name = models.CharField(primary_key=True, max_length=16)
    seq = models.BigIntegerField(_("last event"), default=0)
    at = models.DateTimeField(_("as of"), null=True)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    checked = models.PositiveIntegerField(_("blocks checked"), default=0)
    differed = models.PositiveIntegerField(_("blocks that differed and were made again"), default=0)

    class Meta:
        verbose_name = _("progress of the roll-ups")
        verbose_name_plural = _("progress of the roll-ups")

    def __str__(self) -> str:
        return f"{self.name} at {self.seq}"
