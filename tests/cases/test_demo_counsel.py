"""The demo's lawyers can be asked at once, and what somebody has changed since stays."""

import pytest

from cases.demo import make_counsel
from cases.models import Contract, Coverage, LawyerProfile
from consular.organisation.demo import make_cast

pytestmark = pytest.mark.django_db


def test_the_demo_lawyers_have_firm_contract_languages_and_coverage(reference, settings):
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    make_cast()
    make_counsel()
    elena = LawyerProfile.objects.get(lawyer__username="elena.barragan")
    assert "mix" in elena.languages and elena.firm is not None
    assert {one.consulate.code for one in Contract.objects.all()} == {"LAX", "HOU"}
    for username in ("elena.barragan", "tomas.arreola"):
        own = Coverage.objects.filter(lawyer__username=username)
        assert own.filter(court__isnull=False).exists() and own.filter(state__gt="").exists()
    assert Coverage.objects.filter(facility__isnull=False).exists()
    LawyerProfile.objects.update(capacity=3)
    make_counsel()
    assert set(LawyerProfile.objects.values_list("capacity", flat=True)) == {3}
