"""The named cast: who is who in every test, and where things happen."""

from types import SimpleNamespace

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from alerts.models import Device, Person, Source
from alerts.models.sender import fingerprint, pin_fingerprint
from consular.organisation.models import Consulate, Posting, User

PASSWORD = "a-long-and-quiet-passphrase"
SOURCE_KEY, OTHER_KEY, DEVICE_TOKEN = "src_test", "src_other", "dev_test"
PIN, DURESS_PIN = "2468", "1357"

# name: (role, post, full name)
PEOPLE = {
    "ana": ("officer", "LAX", "Ana Beltrán"),
    "bruno": ("officer", "LAX", "Bruno Cárdenas"),
    "carmen": ("supervisor", "LAX", "Carmen Duarte"),
    "olga": ("supervisor", "LAX", "Olga Escobedo"),
    "hector": ("officer", "HOU", "Héctor Fuentes"),
    "helena": ("supervisor", "HOU", "Helena Garza"),
    "luis": ("lawyer", None, "Luis Herrera"),
    "lucia": ("lawyer", None, "Lucía Ibarra"),
    "oscar": ("operator", "CIAM", "Óscar Juárez"),
    "nadia": ("analyst", "SRE", "Nadia Kuri"),
    "aurelio": ("auditor", "SRE", "Aurelio Lozano"),
    "adela": ("admin", "SRE", "Adela Montes"),
}

DOWNTOWN_LA = {"lat": 34.0522, "lng": -118.2437, "accuracy_m": 25}
DOWNTOWN_HOUSTON = {"lat": 29.7604, "lng": -95.3698, "accuracy_m": 25}


def make() -> SimpleNamespace:
    """Everybody, their postings, a source, a second source and a device."""
    secret = make_password(PASSWORD)
    posts = {post.code: post for post in Consulate.objects.filter(code__in=("LAX", "HOU", "CIAM", "SRE"))}
    cast = {}
    for username, (role, post, name) in PEOPLE.items():
        first, last = name.split(" ", 1)
        user = User.objects.create(
            username=username, first_name=first, last_name=last, password=secret, is_demo=True, is_staff=role == "admin"
        )
        Posting.objects.create(user=user, role=role, consulate=posts.get(post), starts_at=timezone.now())
        cast[username] = user
    token_hash = fingerprint(DEVICE_TOKEN)
    person = Person.objects.create(code="PX-TEST01", created_at=timezone.now())
    return SimpleNamespace(
        **cast,
        posts=posts,
        source=Source.objects.create(name="Test app", kind="app", key_hash=fingerprint(SOURCE_KEY)),
        other_source=Source.objects.create(name="Other app", kind="app", key_hash=fingerprint(OTHER_KEY)),
        device=Device.objects.create(
            person=person,
            token_hash=token_hash,
            pin_hash=pin_fingerprint(PIN, token_hash),
            duress_pin_hash=pin_fingerprint(DURESS_PIN, token_hash),
        ),
    )
