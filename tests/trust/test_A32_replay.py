"""A32: any decision of 24 months, computed again, gives the same result, amount and reasons, whatever was imported since."""

import random
import time
from datetime import date, timedelta

import polars as pl
import pytest
from tests.casework.conftest import data_folder  # noqa: F401
from tests.casework.county import County, Someone

from chuntian.casework.frames import data_path
from chuntian.casework.models import DecisionRun
from chuntian.casework.verify import replay_sample

pytestmark = pytest.mark.django_db


def lived(months: list[str], people: int) -> County:
    """Decide month after month; people come onto the dibao list and off it, grades change, some die, after each decision."""
    county = County([
        Someone(f"人{number}", grade=1 + number % 4, category=1 + number % 6, dibao=1 if number % 3 else None,
                born=date(1930, 1, 1) + timedelta(days=211 * number))
        for number in range(people)
    ])  # fmt: skip
    chance = random.Random(32)
    for month in months:
        first = date.fromisoformat(f"{month}-01")
        county.lists(first)
        county.decide(month, first)
        for one in chance.sample(county.people, people // 10):
            one.dibao, one.grade = (None if one.dibao else 1), chance.randrange(1, 5)
    county.lists(date.fromisoformat(f"{months[-1]}-28"))
    return county


def months(count: int) -> list[str]:
    return [f"{2023 + number // 12}-{number % 12 + 1:02d}" for number in range(count)]


@pytest.mark.usefixtures("data_folder")
def test_a_sample_of_every_month_is_the_same_and_overwritten_facts_are_found():
    lived(months(3), 20)

    compared, problems = replay_sample(decisions=500, since=date(2023, 1, 1))

    assert problems == []
    assert compared >= 500
    run = DecisionRun.objects.order_by("on")[1]
    path = data_path(run.snapshot.path)  # the facts of one month, overwritten: what a later list must never do
    path.chmod(0o644)
    pl.read_parquet(path).with_columns(pl.lit(None, dtype=pl.Boolean).alias("certificate_valid")).write_parquet(path)
    assert len(replay_sample(decisions=100_000, since=date(2023, 1, 1))[1]) == 1


@pytest.mark.slow
@pytest.mark.usefixtures("data_folder")
def test_ten_thousand_decisions_of_24_months_are_the_same():
    lived(months(24), 60)

    start = time.monotonic()
    compared, problems = replay_sample(decisions=10_000, since=date(2023, 1, 1))

    print(
        f"\nA32: {compared:,} decisions of {DecisionRun.objects.count()} months replayed in {time.monotonic() - start:.1f} s"
    )
    assert problems == []
    assert compared >= 10_000
