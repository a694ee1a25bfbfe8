"""The only writers: a county's consulate, the districts built from counties, and postings."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.contrib.gis.geos import MultiPolygon
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consular.organisation.access import viewer_of
from consular.organisation.models import (
    AssignmentSource,
    Consulate,
    County,
    CountyReassignment,
    District,
    DistrictPart,
    Posting,
    PostKind,
    User,
)

VERTICES_PER_PART = 128

# What other apps do once a county has moved and the districts stand: each is called with the entry of the log.
AFTER_REASSIGNMENT: list[Callable[[CountyReassignment], object]] = []


def reassign_county(*, county: County, to: Consulate, actor: User, reason: str) -> CountyReassignment:
    """Moves a county to another consulate, logs it, and rebuilds both districts.

    Raises PermissionDenied unless `actor` is an administrator, ValidationError when the move makes no sense.
    """
    with transaction.atomic(durable=True):
        if not viewer_of(actor).is_admin:
            raise PermissionDenied(_("Only an administrator moves a county."))
        # Only the county, and not its key: an alert that names the consulate must not wait for the rebuild.
        county_alone = County.objects.select_for_update(of=("self",), no_key=True)
        locked = county_alone.select_related("consulate").get(pk=county.pk)
        _check_move(locked, to, reason)
        entry = CountyReassignment.objects.create(
            county=locked, from_consulate=locked.consulate, to_consulate=to, by=actor, reason=reason.strip()
        )
        locked.consulate, locked.source = to, AssignmentSource.CORRECTED
        locked.source_ref = f"#{entry.pk}"
        locked.save(update_fields=["consulate", "source", "source_ref"])
        rebuild_districts_in_transaction([entry.from_consulate_id, entry.to_consulate_id])
    for follow in AFTER_REASSIGNMENT:
        follow(entry)
    return entry


def _check_move(county: County, to: Consulate, reason: str) -> None:
    if not reason.strip():
        raise ValidationError(_("Say why the county moves."))
    if to.kind != PostKind.CONSULATE or not to.is_active:
        raise ValidationError(_("A county belongs to an active consulate."))
    if to.pk == county.consulate_id:
        raise ValidationError(_("The county already belongs to this consulate."))


def rebuild_districts_in_transaction(consulates: Iterable[int]) -> None:
    """Dissolves the counties of each consulate into its district and cuts it into parts; the version goes up by one.

    The districts are locked, in order, before the counties are read: of two moves at once, the second sees the first.
    """
    wanted = sorted(set(consulates))
    known = District.objects.filter(consulate__in=wanted).values_list("consulate_id", flat=True)
    first = [District(consulate_id=pk, boundary=MultiPolygon(srid=4326)) for pk in set(wanted).difference(known)]
    District.objects.bulk_create(first, ignore_conflicts=True)
    locked = list(District.objects.select_for_update(no_key=True).filter(consulate__in=wanted).order_by("consulate_id"))
    with connection.cursor() as cursor:
        cursor.execute(DISSOLVE, [timezone.now(), [district.pk for district in locked]])
    DistrictPart.objects.filter(district__in=locked).delete()
    with connection.cursor() as cursor:
        cursor.execute(CUT, [VERTICES_PER_PART, [district.pk for district in locked]])


# The counties are one exact coverage on a grid of 0.00001 degrees. A plain union leaves no sliver and no overlap; the
# variant with a grid size moves vertices and made overlaps, and takes longer.
DISSOLVE = """
update organisation_district district set
    boundary = coalesce(
        (select st_multi(st_union(boundary)) from organisation_county where consulate_id = district.consulate_id),
        st_setsrid('multipolygon empty'::geometry, 4326)
    ),
    version = version + 1,
    built_at = %s
where id = any(%s)
"""
CUT = """
insert into organisation_districtpart (district_id, area)
select id, st_subdivide(boundary, %s) from organisation_district
where id = any(%s) and not st_isempty(boundary)
"""


def start_posting(*, user: User, role: str, consulate: Consulate | None, starts_at: datetime | None = None) -> Posting:
    """Raises ValidationError when the role and the post do not go together or the posting exists already."""
    posting = Posting(user=user, role=role, consulate=consulate, starts_at=starts_at or timezone.now())
    with transaction.atomic():
        posting.full_clean()
        posting.save(force_insert=True)
    return posting


def end_posting(*, posting: Posting, ends_at: datetime) -> Posting:
    posting.ends_at = ends_at
    with transaction.atomic():
        posting.full_clean()
        posting.save(update_fields=["ends_at"])
    return posting


def choose_preferences(*, user: User, **choice: str) -> None:
    """Stores `language` and `theme`, whichever is given."""
    for name, value in choice.items():
        setattr(user, name, value)
    user.save(update_fields=sorted(choice))
