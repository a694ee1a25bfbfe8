"""What the models of this app share: fields of protection, priorities, the reference to whoever acted."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """The fields of protection ("ámbitos") of Mexico's foreign ministry; another ministry brings its own."""

    HUMAN_RIGHTS = "human_rights", _("Human rights")
    MIGRATORY = "migratory", _("Migratory")
    CRIMINAL = "criminal", _("Criminal")
    ADMINISTRATIVE = "administrative", _("Administrative")
    LABOUR = "labour", _("Labour")
    CIVIL = "civil", _("Civil")
    FAMILY = "family", _("Family")


class Priority(models.IntegerChoices):
    P0 = 0, "P0"
    P1 = 1, "P1"
    P2 = 2, "P2"
    P3 = 3, "P3"


def staff(**more) -> models.ForeignKey:
    """Who did it: kept as long as what was done, and without a way back."""
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", **more)
