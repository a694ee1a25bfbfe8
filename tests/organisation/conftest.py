"""These tests change reference data, so each runs in a transaction that is rolled back."""

import pytest


@pytest.fixture
def network(db) -> None:
    """The reference data of the network."""
