"""What a note and a document share: whose it is, by its confidentiality level."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.choices import staff
from cases.models.matter import LegalMatter
from consular.labels import Labels

if TYPE_CHECKING:
    from django.db.models.fields.related import ForeignKey


def belongs_by_level() -> Q:
    """Up to L3 it is the case's; from L4 the matter's, unshared, and sealed in the circle of the matter's lawyers."""
    of_case = Q(level__in=[1, 2, 3], case__isnull=False, matter__isnull=True, key__isnull=True)
    of_matter = Q(level__in=[4, 5], case__isnull=True, matter__isnull=False, is_shared=False, key__isnull=False)
    return of_case | of_matter


class Levelled(Labels, models.Model):
    """Up to L3 it belongs to the case; from L4 to the matter, out of the post's reach. `SEALED` names the sealed fields."""

    SEALED: tuple[str, ...] = ()

    class Level(models.IntegerChoices):
        L1 = 1, _("L1 · operational")
        L2 = 2, _("L2 · consular, the post only")
        L3 = 3, _("L3 · sensitive, officer in charge and lawyer")
        L4 = 4, _("L4 · attorney-client, the lawyer only")
        L5 = 5, _("L5 · protection-sensitive")

    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="%(class)ss")
    matter = models.ForeignKey(LegalMatter, models.CASCADE, null=True, related_name="%(class)ss")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    is_shared = models.BooleanField(_("shared with the lawyer"), default=False)
    key: "ForeignKey" = models.ForeignKey("privacy.CircleKey", models.PROTECT, null=True, related_name="+")
    author = staff(verbose_name=_("author"))

    class Meta:
        abstract = True

    @property
    def is_privileged(self) -> bool:
        return self.key_id is not None
