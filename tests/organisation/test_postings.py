"""What a posting may be: the database refuses the rest."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from consular.organisation.actions import end_posting, start_posting
from consular.organisation.models import Consulate, Posting, User
from tests.organisation.people import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def elena(network) -> User:
    return User.objects.create(username="elena")


def test_a_lawyer_is_posted_to_none(elena):
    lax = Consulate.objects.get(code="LAX")
    start_posting(user=elena, role="lawyer", consulate=None)

    with pytest.raises(ValidationError):
        start_posting(user=elena, role="lawyer", consulate=lax)
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(user=elena, role="lawyer", consulate=lax)


def test_every_other_role_needs_a_post(elena):
    with pytest.raises(ValidationError):
        start_posting(user=elena, role="officer", consulate=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(user=elena, role="officer", consulate=None)


def test_an_unknown_role_is_refused(elena):
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(user=elena, role="king", consulate=Consulate.objects.get(code="LAX"))


def test_the_same_posting_is_held_once_at_a_time(network):
    luis = someone("officer", "LAX")
    lax = Consulate.objects.get(code="LAX")
    with pytest.raises(ValidationError):
        start_posting(user=luis, role="officer", consulate=lax)
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(user=luis, role="officer", consulate=lax)

    end = timezone.now() + timedelta(minutes=1)
    end_posting(posting=luis.postings.get(), ends_at=end)
    start_posting(user=luis, role="officer", consulate=lax, starts_at=end)


def test_a_lawyer_is_a_lawyer_once(elena):
    start_posting(user=elena, role="lawyer", consulate=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(user=elena, role="lawyer", consulate=None)


def test_a_posting_does_not_end_before_it_starts(network):
    luis = someone("officer", "LAX")
    with pytest.raises(ValidationError):
        end_posting(posting=luis.postings.get(), ends_at=timezone.now() - timedelta(days=1))
