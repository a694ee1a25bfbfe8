"""manage.py make_demo: the file that the contract describes, for its owner's eyes only."""

import io
import json
import stat

import pytest
from django.core.management import CommandError, call_command

from consular.organisation.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.DEMO = True
    settings.CONSULAR_HOME = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return tmp_path


def make(home) -> dict:
    call_command("make_demo", stdout=io.StringIO())
    return json.loads((home / "demo.json").read_text())


def test_the_file_says_what_the_contract_says(network, home):
    demo = make(home)

    assert set(demo) == {"base_url", "users", "source", "device", "posts"}
    assert set(demo["source"]) == {"name", "key"}
    assert set(demo["device"]) == {"token", "pin", "duress_pin"}
    assert {"LAX", "HOU", "CIAM", "SRE"} <= set(demo["posts"])
    for user in demo["users"]:
        assert set(user) == {"username", "password", "role", "post", "name"}
        assert User.objects.get(username=user["username"]).check_password(user["password"])


def test_only_its_owner_reads_it(network, home):
    make(home)
    assert stat.S_IMODE((home / "demo.json").stat().st_mode) == 0o600
    assert [path.name for path in home.iterdir()] == ["demo.json"]


def test_a_second_run_changes_nothing(network, home):
    assert make(home) == make(home)


@pytest.mark.parametrize("damage", ["", "{", "[]", "null"])
def test_a_damaged_file_means_new_passwords(network, home, damage):
    before = make(home)
    (home / "demo.json").write_text(damage)
    after = make(home)
    assert {user["password"] for user in before["users"]}.isdisjoint(user["password"] for user in after["users"])


def test_it_is_refused_where_the_demo_is_off(network, home, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        make(home)
    assert not (home / "demo.json").exists()
