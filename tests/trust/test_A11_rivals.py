"""A11: operators at once on one thing; one wins, the others are told so by name, and two people are two people."""

import pytest
from tests.faults.rivals import rivals


def assert_one_won_each(result: dict, rounds: int) -> None:
    assert result["faults"] == []
    assert result["rounds"] == rounds
    assert len(result["races"]) == 11
    assert result["operators"] >= 2 * rounds


def test_sixty_rounds_have_one_winner_each():
    assert_one_won_each(rivals(60), 60)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_thousand_rounds_have_one_winner_each():
    assert_one_won_each(rivals(1000, seed=20240101), 1000)
