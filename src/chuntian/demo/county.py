"""Bring a whole county into being: the people, their lives, the story of the year. The same seed gives the same county."""

import random
from dataclasses import dataclass

from chuntian.demo import economy, households, people, story
from chuntian.demo.numbers import ResidentNumbers
from chuntian.demo.world import World

XIGU = "620104"
HOLDERS = 6500


@dataclass(frozen=True, slots=True)
class Place:
    """A county with its villages, as the division table has them."""

    code: str
    name: str
    villages: tuple[tuple[str, str], ...]


def make_county(
    place: Place,
    *,
    seed: int,
    holders: int = HOLDERS,
    numbers: ResidentNumbers | None = None,
    first_serial: int = 0,
    whole_year: bool = True,
) -> World:
    """Make up a county of `holders` certificate holders; it can live the whole year 2024, or its first month."""
    world = World(place.code, list(place.villages), random.Random(f"{seed}:{place.code}"), numbers or ResidentNumbers())
    world.village_names = dict(place.villages)
    people.populate(world, holders, first_serial)
    households.settle(world)
    economy.employ(world)
    economy.ride(world)
    (story.tell if whole_year else story.tell_the_beginning)(world)
    return world
