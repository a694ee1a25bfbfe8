"""Who may send alerts: sources (an app's server, a call centre, a partner) and devices (one person's phone)."""

import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consular.labels import Labels
from consular.organisation.models import Consulate


def fingerprint(token: str) -> bytes:
    """What is stored of a key. The keys are 256 random bits, so one plain SHA-256 is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def new_token(prefix: str) -> str:
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def pin_fingerprint(pin: str, token_hash: bytes) -> bytes:
    """A PIN has few values: it is keyed by the key file and bound to its device, so a copy of the database cannot try them."""
    return hmac.digest(
        settings.MASTER_KEY, b"pin:" + bytes(token_hash) + pin.encode("utf-8", "replace"), hashlib.sha256
    )


class Source(Labels, models.Model):
    """A system that sends alerts for many people, known by its key."""

    class Kind(models.TextChoices):
        APP = "app", _("app")
        CALL_CENTRE = "call_centre", _("call centre")
        PARTNER = "partner", _("partner organisation")
        CANARY = "canary", _("test presses of the service itself")
        DRILL = "drill", _("drills")

    name = models.CharField(_("name"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    key_hash = models.BinaryField(max_length=32, unique=True, null=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """One person's phone, known by its token; its PINs cancel, and one of them says that the cancel is forced."""

    person = models.ForeignKey(
        "alerts.Person", models.PROTECT, null=True, blank=True, related_name="devices", verbose_name=_("person")
    )
    token_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    pin_hash = models.BinaryField(max_length=32, editable=False)
    duress_pin_hash = models.BinaryField(max_length=32, editable=False)
    wrong_pins = models.PositiveSmallIntegerField(default=0, editable=False)
    wrong_pin_at = models.DateTimeField(null=True, editable=False)
    phone_verified_at = models.DateTimeField(_("telephone verified at"), null=True, blank=True)
    consulate = models.ForeignKey(
        Consulate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("home post")
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")

    def __str__(self) -> str:
        return f"{_('device')} {self.pk}"
