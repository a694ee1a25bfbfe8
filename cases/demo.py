"""The demo's counsel: a firm, a contract of Los Angeles and of Houston, and what the two invented lawyers can take on."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cases.models import BarAdmission, Category, Contract, Coverage, Firm, LawyerProfile
from consular.organisation.demo import CAST
from consular.organisation.models import Consulate, Court, Facility, Role, User

FIRM = "Barragán & Arreola (demo)"
HOURS, DOLLARS = 600, 90_000
# username: languages, states, courts (by the city's name), facilities (likewise), capacity
LAWYERS: dict[str, tuple[list[str], list[str], list[str], list[str], int]] = {
    "elena.barragan": (["es", "en", "mix", "zap"], ["CA"], ["Los Angeles", "Adelanto"], ["Adelanto"], 12),
    "tomas.arreola": (["es", "en", "nah"], ["TX", "CA"], ["Houston", "Conroe", "Los Angeles"], ["Conroe"], 18),
}


@transaction.atomic
def make_counsel() -> None:
    """A step of `make_demo`. What is there stays as somebody may have changed it since."""
    firm, made = Firm.objects.get_or_create(name=FIRM, defaults={"city": "Los Angeles", "state": "CA"})
    if not made:
        return
    _contracts(firm)
    for user in User.objects.filter(username__in=LAWYERS, is_demo=True):
        _lawyer(user, firm)


def _contracts(firm: Firm) -> None:
    today = timezone.localdate()
    for post in Consulate.objects.filter(code__in=("LAX", "HOU")):
        supervisor = next(one.username for one in CAST if (one.role, one.post) == (Role.SUPERVISOR, post.code))
        Contract.objects.create(
            firm=firm,
            consulate=post,
            number=f"DEMO-{post.code}-{today.year}",
            areas=Category.values,
            starts_on=today - timedelta(days=60),
            ends_on=today + timedelta(days=305),
            hours_cap=HOURS,
            fee_cap=DOLLARS,
            made_by=User.objects.get(username=supervisor),
        )


def _lawyer(user: User, firm: Firm) -> None:
    languages, states, courts, facilities, capacity = LAWYERS[user.username]
    LawyerProfile.objects.update_or_create(
        lawyer=user,
        defaults={"firm": firm, "languages": languages, "capacity": capacity, "eoir_number": f"DEMO{user.pk:05}"},
    )
    admitted = timezone.localdate() - timedelta(days=3_000)
    for state in states:
        BarAdmission.objects.get_or_create(lawyer=user, state=state, number=f"DEMO-{user.pk}", since=admitted)
    rows = [Coverage(lawyer=user, state=state) for state in states]
    rows += [Coverage(lawyer=user, court=one) for one in Court.objects.filter(city__in=courts, state__in=states)]
    rows += [
        Coverage(lawyer=user, facility=one) for one in Facility.objects.filter(city__in=facilities, state__in=states)
    ]
    Coverage.objects.bulk_create(rows, ignore_conflicts=True)
