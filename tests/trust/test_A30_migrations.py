"""A30: every migration down and up again over a filled register; what can be taken back changes nothing."""

import pytest
from tests.faults.migrating import migrating


def assert_equal_digests(found: dict, persons: int) -> None:
    assert found["faults"] == []
    assert found["rows"] > persons * 4
    assert len(found["migrations"]) >= 15


@pytest.mark.crash
def test_migrations_down_and_up_over_two_thousand_persons():
    assert_equal_digests(migrating(2000), 2000)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_migrations_down_and_up_over_a_hundred_thousand_persons():
    assert_equal_digests(migrating(100_000), 100_000)
