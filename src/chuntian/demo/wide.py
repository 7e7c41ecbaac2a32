"""More than a county: a city or the whole province, for one month. Counties are made up one after the other and written as they come."""

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO

from chuntian.accounts.enums import Role
from chuntian.casework import operations as casework
from chuntian.demo import check, desk, lists, oracle, payday, year
from chuntian.demo.cells import words_of
from chuntian.demo.county import Place, make_county
from chuntian.demo.numbers import ResidentNumbers
from chuntian.demo.office import DECIDE, LISTS, Office
from chuntian.demo.opening import take_over_awards
from chuntian.demo.truth import Truth, truth_of
from chuntian.demo.world import MONTHS, World
from chuntian.exchange import operations as exchange
from chuntian.exchange.enums import UploadState
from chuntian.exchange.kinds import ListKind, kind

PROVINCE_HOLDERS = 853_772  # certificate holders of Gansu, 2023 (seed 0)
LEFT_OUT = frozenset({"employers", "employer_staff", "monitored_households", "pupils", "vehicles", "moves"})
Paid = list[tuple[str, str, str]]


class NotStaged(Exception):
    """A list of the demo was refused or halted: there is nothing yet that could halt it."""


def shares(places: list[Place], every: list[Place]) -> list[int]:
    """Give how many holders each county gets, by its villages, so that the whole province has exactly its number."""
    villages = sum(len(place.villages) for place in every)
    found, before, given = {}, 0, 0
    for place in every:
        before += len(place.villages)
        upto = PROVINCE_HOLDERS * before // villages
        found[place.code], given = upto - given, upto
    return [found[place.code] for place in places]


class Writer:
    """One text file for each kind of list, UTF-8, growing county by county."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.files: dict[str, tuple[Any, ListKind, dict[str, dict]]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, slug: str) -> Path:
        """Give the file of a kind."""
        return self.folder / f"{slug}.csv"

    def write(self, slug: str, rows: list[lists.Row]) -> None:
        """Add rows to the file of a kind."""
        if not rows:
            return
        if slug not in self.files:
            self.files[slug] = self._open(slug)
        writer, declared, words = self.files[slug]
        for row in rows:
            writer.writerow([_shown(words.get(column.name), row.get(column.name)) for column in declared.columns])

    def _open(self, slug: str) -> tuple[Any, ListKind, dict[str, dict]]:
        file: TextIO = self.stack.enter_context(self.path(slug).open("w", encoding="utf-8-sig", newline=""))
        writer, declared = csv.writer(file), kind(slug)
        writer.writerow([column.headings[0] for column in declared.columns])
        return writer, declared, {column.name: words_of(column) for column in declared.columns if column.choices}


def _shown(words: dict | None, value: Any) -> Any:
    if value is None:
        return ""
    if value is True or value is False:
        return "是" if value else "否"
    return words.get(value, value) if words else value


def worlds(places: list[Place], counts: list[int], seed: int) -> Iterator[World]:
    """Make up one county after the other; no number is given out twice."""
    numbers, serial = ResidentNumbers(), 0
    for place, holders in zip(places, counts, strict=True):
        yield make_county(
            place, seed=seed, holders=max(holders, 400), numbers=numbers, first_serial=serial, whole_year=False
        )
        serial += max(holders, 400)


def month(office: Office, places: list[Place], seed: int, scale: str, progress: year.Progress) -> dict[str, Any]:
    """Let a city or a province live the first month of the year."""
    from chuntian.demo.setup import places_of

    counts = shares(places, places_of("province"))
    truth, paid = Truth(seed, office.region[:4]), []
    with ExitStack() as stack:
        writer = Writer(office.outside / "incoming" / str(MONTHS[0]), stack)
        step = stack.enter_context(progress("造各县、写名单 · making up the counties", sum(counts)))
        for world in worlds(places, counts, seed):
            paid += write_county(world, writer, truth, seed)
            year.open_accounts(office.bank, world)
            step(len(world.humans))
        slugs = list(writer.files)
    truth.write(office.outside)
    take_in(office, writer, slugs, paid, progress)
    return work(office, truth, scale, progress)


def write_county(world: World, writer: Writer, truth: Truth, seed: int) -> Paid:
    """Write a county's part of every list, note what is planted in it, and give who is paid what."""
    for delivery in lists.deliveries(MONTHS[:1]):
        if delivery.kind not in LEFT_OUT and delivery.day == 1:
            writer.write(delivery.kind, lists.rows(world, delivery))
    planted = truth_of(world, seed, months=1)
    truth.entitled_not_receiving += planted.entitled_not_receiving
    truth.must_stop += planted.must_stop
    return [
        (one.resident_id, programme, one.hukou(MONTHS[0].first))
        for one in world.humans
        for programme in sorted(oracle.paid_at_opening(one, world.county))
    ]


def take_in(office: Office, writer: Writer, slugs: list[str], paid: Paid, progress: year.Progress) -> None:
    """Take the lists and the running awards over."""
    at, clerk = office.at(MONTHS[0], LISTS), office.who(Role.COUNTY_CLERK)
    with progress("名单入库 · taking the lists over", len(slugs) + 1) as step:
        for slug in slugs:
            upload = exchange.stage(
                kind=slug, path=writer.path(slug), as_of=MONTHS[0].first, region=office.region, by=clerk, at=at
            )
            if upload.state == UploadState.STAGED:
                upload = exchange.commit(upload=upload, by=clerk, at=at)
            if upload.state != UploadState.COMMITTED:
                raise NotStaged(f"{slug}: {upload.state} {upload.facts.get('message', '')} {upload.brake}")
            step(1)
        by = office.who(Role.CIVIL_AFFAIRS)
        take_over_awards(paid=paid, start=MONTHS[0], region=office.region, by=by, at=at.replace(hour=18))
        step(1)


def work(office: Office, truth: Truth, scale: str, progress: year.Progress) -> dict[str, Any]:
    """Decide everyone, find the work, stop what must stop; a city is paid too."""
    at = office.at(MONTHS[0], DECIDE)
    with progress("判定、发现、停发 · deciding, discovering, stopping", 4) as step:
        run = casework.decide_month(
            region=office.region, month=str(MONTHS[0]), law=office.law, by="system:month", at=at
        )
        step(1)
        casework.discover(run=run, by="system:month", at=at, programmes=list(oracle.SUBSIDIES))
        step(1)
        desk.stop_what_must_stop(office, MONTHS[0])
        step(1)
        if scale == "city":
            payday.pay(office, MONTHS[0])
        step(1)
    return check.summary(truth, check.Checker(None, truth, office.bank, MONTHS[0]).check(), months=1)
