"""Lawyers who can be asked: a firm with a contract of a post, and each lawyer's profile, admission and coverage."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from cases.models import BarAdmission, Contract, Coverage, Firm, LawyerProfile
from consular.organisation.models import Posting, User
from tests.databases import empty_of_stories

AREAS = ["migratory", "criminal"]
OTHERS = "abogada"


def contract(cast: Any, firm: Firm | None = None, post: str = "LAX", **given: Any) -> Contract:
    firm = firm or Firm.objects.get_or_create(name="Ibarra & Herrera")[0]
    today = timezone.localdate()
    given = {
        "number": f"{post}-{Contract.objects.count() + 1}",
        "areas": AREAS,
        "starts_on": today - timedelta(days=30),
        "ends_on": today + timedelta(days=300),
        "hours_cap": 100,
        "fee_cap": 20_000,
    } | given
    return Contract.objects.create(firm=firm, consulate=cast.posts[post], made_by=cast.carmen, **given)


def ready(user: Any, firm: Firm, *, languages: tuple[str, ...] = ("es", "en"), state: str = "CA", **given: Any) -> Any:
    """The lawyer can be asked for matters of Los Angeles."""
    LawyerProfile.objects.create(lawyer=user, firm=firm, languages=list(languages), eoir_number="EO1", **given)
    BarAdmission.objects.create(
        lawyer=user, state=state, number=f"B{user.pk}", since=timezone.localdate() - timedelta(days=999)
    )
    Coverage.objects.create(lawyer=user, state=state)
    return user


def more_lawyers(n: int) -> list[User]:
    """Others, posted now; the first are the same each time. `send_home` at the end."""
    users = []
    for number in range(n):
        user, made = User.objects.get_or_create(
            username=f"{OTHERS}{number:03}",
            defaults={"first_name": "Abogada", "last_name": f"N{number:03}", "is_demo": True},
        )
        if made:
            user.password = make_password(None)
            user.save(update_fields=["password"])
            Posting.objects.create(user=user, role="lawyer", starts_at=timezone.now())
        users.append(user)
    return users


def send_home() -> None:
    """Users are no story: what a test adds to the cast, it takes away."""
    empty_of_stories()
    User.objects.filter(username__startswith=OTHERS).delete()
