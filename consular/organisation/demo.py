"""The demo cast: invented people with real postings, so that every role can be tried on the server's own machine."""

import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.utils import timezone

from consular.organisation.actions import start_posting
from consular.organisation.models import Consulate, Posting, Role, User


class DemoRefused(Exception):
    """The message is a sentence for the person at the console."""


@dataclass(frozen=True)
class Character:
    username: str
    name: tuple[str, str]
    role: Role
    post: str | None


CAST = (
    Character("mariana.ortega", ("Mariana", "Ortega Villaseñor"), Role.OFFICER, "LAX"),
    Character("luis.quiroz", ("Luis Fernando", "Quiroz Peña"), Role.OFFICER, "LAX"),
    Character("graciela.montes", ("Graciela", "Montes de Oca Rivas"), Role.SUPERVISOR, "LAX"),
    Character("rodrigo.cepeda", ("Rodrigo", "Cepeda Luna"), Role.OFFICER, "HOU"),
    Character("patricia.salvatierra", ("Patricia", "Salvatierra Núñez"), Role.SUPERVISOR, "HOU"),
    Character("elena.barragan", ("Elena", "Barragán Soto"), Role.LAWYER, None),
    Character("tomas.arreola", ("Tomás", "Arreola Figueroa"), Role.LAWYER, None),
    Character("ximena.lozano", ("Ximena", "Lozano Prado"), Role.OPERATOR, "CIAM"),
    Character("sofia.cantu", ("Sofía", "Cantú Medrano"), Role.OFFICER, "CIAM"),
    Character("emilio.sandoval", ("Emilio", "Sandoval Prieto"), Role.SUPERVISOR, "CIAM"),
    Character("hector.beltran", ("Héctor", "Beltrán Cano"), Role.ANALYST, "SRE"),
    Character("norma.aguilera", ("Norma", "Aguilera Tapia"), Role.AUDITOR, "SRE"),
    Character("ivan.robledo", ("Iván", "Robledo Salas"), Role.ADMIN, "SRE"),
)


@dataclass(frozen=True)
class SignIn:
    username: str
    password: str
    role: str
    post: str | None
    name: str

    def as_dict(self) -> dict:
        return asdict(self)


def make_cast(remembered: Mapping[str, str] | None = None) -> list[SignIn]:
    """Makes the users and postings that are missing. A remembered password that still fits is kept, any other reset.

    Raises DemoRefused where the demo is off or a real user has a name of the cast.
    """
    if not settings.DEMO:
        raise DemoRefused("The demo cast is made only with DEMO=1, on a service that answers on loopback alone.")
    with transaction.atomic():
        posts = {post.code: post for post in Consulate.objects.filter(code__in=[c.post for c in CAST if c.post])}
        if missing := {c.post for c in CAST if c.post} - set(posts):
            raise DemoRefused(f"Load the reference data first: there is no post {', '.join(sorted(missing))}.")
        users = [_user(character) for character in CAST]
        kept = _passwords_that_fit(users, remembered or {})
        return [_sign_in(*pair, posts, kept) for pair in zip(CAST, users, strict=True)]


def _passwords_that_fit(users: list[User], remembered: Mapping[str, str]) -> dict[str, str]:
    """Argon2 takes 0.2 s a piece and lets go of the interpreter: in threads, a second start stays quick."""
    known = [user for user in users if user.has_usable_password() and user.username in remembered]
    with ThreadPoolExecutor() as pool:
        fits = pool.map(lambda user: check_password(remembered[user.username], user.password), known)
        return {user.username: remembered[user.username] for user, fit in zip(known, fits, strict=True) if fit}


def _sign_in(character: Character, user: User, posts: dict[str, Consulate], kept: Mapping[str, str]) -> SignIn:
    password = kept.get(user.username)
    if password is None:
        password = secrets.token_urlsafe(12)
        user.set_password(password)
        user.save(update_fields=["password"])
    post = posts[character.post] if character.post else None
    if not Posting.objects.active(timezone.now()).filter(user=user, role=character.role, consulate=post).exists():
        start_posting(user=user, role=character.role, consulate=post)
    return SignIn(user.username, password, character.role.value, character.post, user.display_name())


def _user(character: Character) -> User:
    first, last = character.name
    user, _made = User.objects.get_or_create(
        username=character.username, defaults={"first_name": first, "last_name": last, "is_demo": True}
    )
    if not user.is_demo:
        raise DemoRefused(f"{character.username} is a real user; the demo cast is not made here.")
    return user
