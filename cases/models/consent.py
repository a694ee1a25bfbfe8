"""What the person agrees to, scope by scope: a history that only grows, of which the last word counts."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.choices import staff
from cases.people_querysets import ConsentQuerySet
from consular.labels import Labels
from consular.privacy.fields import SealedTextField


class Consent(Labels, models.Model):
    """One thing that the person said about one scope. Belongs to the person, whatever the case that it was said in."""

    class Scope(models.TextChoices):
        CONSULAR = "consular", _("Consular assistance")
        LAWYER = "lawyer", _("A lawyer")
        FAMILY = "family", _("Telling the family")
        LOCATION = "location", _("Sharing the place")
        MEDIA = "media", _("The media")

    class State(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("consent", "Not asked yet")
        GIVEN = "given", pgettext_lazy("consent", "Given")
        DECLINED = "declined", pgettext_lazy("consent", "Declined")
        EXPRESSLY_OPPOSED = "expressly_opposed", pgettext_lazy("consent", "Expressly opposed")
        WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")

    class How(models.TextChoices):
        IN_PERSON = "in_person", _("The person, face to face")
        PHONE = "phone", _("The person, by telephone or video")
        WRITTEN = "written", _("The person, in writing")
        LAWYER = "lawyer", _("The person's lawyer")
        AUTHORITY = "authority", _("The authority that holds the person")
        FAMILY = "family", _("The family")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("alerts.Person", models.PROTECT, related_name="consents", verbose_name=_("person"))
    scope = models.CharField(_("for"), max_length=12, choices=Scope)
    state = models.CharField(_("what the person says"), max_length=20, choices=State)
    said_how = models.CharField(_("how it was said"), max_length=12, choices=How)
    said_at = models.DateTimeField(_("said at"))
    statement = SealedTextField(_("statement"))
    recorded_by = staff(verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["person", "scope", "-recorded_at"], name="consent_of_person")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(state="unknown"), name="consent_says_something"),
            models.CheckConstraint(
                condition=~models.Q(state="expressly_opposed") | ~models.Q(said_how__in=["authority", "family"]),
                name="consent_opposed_by_the_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.scope} {self.state}"
