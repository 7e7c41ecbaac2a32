"""The yearly survey and the services that providers report: most of a need is met, not all of it."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from chuntian.demo.world import OPENING, Human, World, who

Row = dict[str, Any]
# Of a hundred holders so many have the need; of a hundred in need so many are served in the year.
NEEDS = {
    "rehabilitation": (26, 96),
    "device": (11, 94),
    "home_accessibility": (4, 35),
    "care": (7, 60),
    "training": (5, 55),
    "employment": (6, 0),
}
ITEMS = {"training": "vocational_training"}
PROVIDERS = {
    "rehabilitation": "西固演示康复中心",
    "device": "西固演示辅具适配站",
    "home_accessibility": "西固演示无障碍工程队",
    "care": "西固演示托养中心",
    "training": "西固演示就业服务中心",
}
OUTCOMES = {"home": 944, "app": 25, "phone": 12, "window": 9, "lost": 10}


def needs_of(one: Human) -> list[str]:
    """Give a person's needs: the same in the survey and in what providers deliver."""
    own = random.Random(f"needs {one.certificates[0].number}")
    return [need for need, (share, _served) in NEEDS.items() if own.random() * 100 < share]


def survey(world: World, delivery: Any) -> Iterator[Row]:
    """Give the results of the yearly survey: nearly all were visited at home, nearly all sheets filled in by app."""
    for one in _living_here(world, delivery):
        outcome = world.chance.choices(tuple(OUTCOMES), weights=tuple(OUTCOMES.values()))[0]
        lost = outcome == "lost"
        yield {
            **who(one, delivery.as_of), "year": 2024, "outcome": outcome, "by_app": None if lost else world.chance.random() < 0.995,
            "needs": None if lost else ";".join(needs_of(one)), "visited_on": world.day_between(date(2024, 7, 2), date(2024, 9, 20)),
        }  # fmt: skip


def service_records(world: World, delivery: Any) -> Iterator[Row]:
    """Give the services that providers delivered in the half year before."""
    start = max(OPENING, date(delivery.month.year, max(1, delivery.month.month - 5), 1))
    for one in _living_here(world, delivery):
        own = random.Random(f"served {one.certificates[0].number}")
        for need in needs_of(one):
            served, in_first_half = own.random() * 100 < NEEDS[need][1], own.random() < 0.55
            if served and in_first_half == (delivery.month.month <= 6):
                yield {
                    **who(one, delivery.as_of), "item": ITEMS.get(need, need), "provider": PROVIDERS[need],
                    "delivered_on": world.day_between(start, delivery.as_of - timedelta(days=1)),
                    "amount": 3500 if need == "home_accessibility" else own.choice((180, 350, 600, 1200)),
                }  # fmt: skip


def _living_here(world: World, delivery: Any) -> Iterator[Human]:
    for one in world.humans:
        dead = one.death_on and one.known and one.known <= delivery.arrives
        if one.certificate_on(delivery.as_of) and not dead and one.hukou(delivery.as_of).startswith(world.county):
            yield one
