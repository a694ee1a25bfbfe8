"""Invented staff for these tests: one call makes a user with a posting."""

from consular.organisation.actions import start_posting
from consular.organisation.models import Consulate, User


def someone(role: str, post: str | None = None, username: str | None = None) -> User:
    user = User.objects.create(username=username or f"{role}.{post or 'none'}".lower(), first_name=role.title())
    start_posting(user=user, role=role, consulate=Consulate.objects.get(code=post) if post else None)
    return user
