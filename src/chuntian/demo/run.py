"""The whole demo, from an empty folder to a checked year."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chuntian.demo import check, counter, serving, setup, wide, year
from chuntian.demo.county import HOLDERS, make_county
from chuntian.demo.folder import outside_of, stand_on
from chuntian.demo.office import Office
from chuntian.demo.truth import truth_of
from chuntian.demo.world import MONTHS
from chuntian.policy.law import load_law

REGIONS = {"county": "620104000000", "city": "620100000000", "province": "620000000000"}


@dataclass(frozen=True, slots=True)
class Ended:
    """The summary of a demo, and its sign-ins (user name and what it is)."""

    summary: dict[str, Any]
    sign_ins: list[tuple[str, str]]


def run(
    *, scale: str, seed: int, folder: Path, progress: year.Progress, holders: int = HOLDERS, months: int = 12
) -> Ended:
    """
    Make a county, a city or a province, and let it live: a county a year, more than a county one month.

    The folder has to be settings.DATA_FOLDER, and empty (demo/folder.py).
    """
    began = time.monotonic()
    with progress("建库、区划、机构、账号 · database, divisions, offices, sign-ins", 3) as step:
        setup.prepare_database()
        step(1)
        places = setup.places_of(scale)
        users = setup.people_the_offices(region=places[0].code + "000000", at=setup.opening_moment())
        setup.widen(users, REGIONS[scale])
        step(1)
        law = load_law(demo=True)
        step(1)
    with closing_bank(outside_of(folder) / "bank") as bank:
        office = Office(REGIONS[scale], users, law, folder, bank)
        if scale == "county":
            summary = _county(office, places, seed, holders, months, progress)
        else:
            summary = wide.month(office, places, seed, scale, progress)
    stand_on(folder, MONTHS[months - 1].last if scale == "county" else MONTHS[0].last)
    setup.link_sign_ins(users, citizen=setup.someone_told())
    summary["seconds"] = round(time.monotonic() - began, 1)
    return Ended(summary, [(user.username, user.display_name) for user in users.values()])


def _county(
    office: Office, places: list, seed: int, holders: int, months: int, progress: year.Progress
) -> dict[str, Any]:
    with progress("造一个县 · making up a county", 2) as step:
        world = make_county(places[0], seed=seed, holders=holders)
        step(1)
        truth = truth_of(world, seed, months)
        step(1)
    year.open_accounts(office.bank, world)
    year.live(office, world, truth, months, progress)
    with progress("服务一年 · a year of services", 1) as step:
        served = serving.serve(office, world, seed, months)
        step(1)
    with progress("窗口的最后几天 · the last days at the counter", 1) as step:
        at_the_counter = counter.live(office, MONTHS[months - 1])
        step(1)
    with progress("与真相对账 · holding it against the truth", 1) as step:
        found = check.Checker(world, truth, office.bank, MONTHS[months - 1]).check()
        step(1)
    return check.summary(truth, found, months) | {"services": served, "at_the_counter": at_the_counter}


@contextmanager
def closing_bank(folder: Path) -> Iterator[year.Bank]:
    """Open the bank's books and close them in the end."""
    bank = year.Bank(folder)
    try:
        yield bank
    finally:
        bank.close()
