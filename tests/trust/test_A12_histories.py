"""A12: whatever eight clients do at once, one sequential order explains it; nobody is paid after a stop that came first."""

import pytest
from tests.faults.histories import histories
from tests.faults.model import MONTHS, Model, Refused

WANTED = {"approve ok", "stop ok", "hand ok", "prepare ok"}


def test_three_hundred_operations_of_eight_clients_have_an_order():
    """Chance decides what succeeds, so histories are added until each kind of deed has: else nothing was looked at."""
    seen = set()
    for seed in range(7, 13):
        found = histories(304, seed=seed)
        assert found["faults"] == []
        assert found["operations"] == 304
        seen |= found["asked"].keys()
        if seen >= WANTED:
            break

    assert seen >= WANTED


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_ten_thousand_operations_of_eight_clients_have_an_order():
    found = histories(10_000, seed=20240101)

    assert found["faults"] == []
    assert found["operations"] == 10_000


def test_the_model_itself_refuses_a_payment_after_a_stop():
    model = Model({1: [{"pk": 10, "start": MONTHS[0], "end": None}]}, machine={(1, MONTHS[0]): 8000})
    model.prepare({"result": 5, "lines": [("A", 1, MONTHS[0], 8000)]})
    model.stop({"award": 10, "end": "2023-12"})

    with pytest.raises(Refused, match="RunOutdated"):
        model.approve({"run": 5})
