"""The first user of an installation without the demo cast."""

import io

import pytest
from django.core.management import CommandError, call_command

from consular.organisation.access import viewer_of
from consular.organisation.models import User

pytestmark = pytest.mark.django_db


def create(monkeypatch, username: str, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    call_command("create_admin", username=username, password_stdin=True, stdout=io.StringIO())


def test_it_makes_an_administrator_at_the_ministry(network, monkeypatch):
    create(monkeypatch, "ines", "correct horse battery")

    ines = User.objects.get(username="ines")
    assert ines.check_password("correct horse battery")
    assert viewer_of(ines).is_admin
    assert ines.postings.get().consulate.code == "SRE"
    assert not ines.is_demo


def test_a_weak_password_is_refused(network, monkeypatch):
    with pytest.raises(CommandError, match="too short"):
        create(monkeypatch, "ines", "short")
    assert not User.objects.filter(username="ines").exists()


def test_a_name_is_taken_once(network, monkeypatch):
    create(monkeypatch, "ines", "correct horse battery")
    with pytest.raises(CommandError, match="already exists"):
        create(monkeypatch, "ines", "another long password")
