"""A10: the server restarts under twenty writers; errors only while it is away, no half write, no process of ours restarted."""

import pytest
from tests.trust.test_A2_server_kills import assert_nothing_lost, fire


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(1800)
def test_twenty_restarts_under_twenty_writers():
    assert_nothing_lost(fire("--kills", "0", "--restarts", "20"), 200)


@pytest.mark.crash
@pytest.mark.postgres
def test_three_restarts_under_twenty_writers():
    assert_nothing_lost(fire("--kills", "0", "--restarts", "3"), 20)
