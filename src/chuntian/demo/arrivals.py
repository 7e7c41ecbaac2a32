"""Lists arrive: they are written, uploaded, reported, and taken over by a person; a half file stops at the brake."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import connection

from chuntian.accounts.enums import Role
from chuntian.casework.models import Award
from chuntian.casework.operations import stop_award
from chuntian.demo import files, lists
from chuntian.demo.files import Written
from chuntian.demo.office import BRAKE, COMPARE, LISTS, Office
from chuntian.demo.truth import Truth
from chuntian.demo.world import World
from chuntian.exchange import operations
from chuntian.exchange.enums import DiscrepancyKind, DiscrepancyOutcome, DiscrepancyState, UploadState
from chuntian.exchange.kinds import kind as kind_of
from chuntian.exchange.models import Discrepancy, Upload
from chuntian.kernel.days import Month
from chuntian.registry.operations import merge_persons

READERS = 2
Step = Callable[[int], None]
CIVIL_AFFAIRS_LISTS = ("dibao", "dibao_margin", "tekun", "orphans", "deaths", "elderly_allowance")


class ListRefused(Exception):
    """A file of the demo was refused whole: the demo or the reading of lists is at fault."""


def count(months: tuple[Month, ...]) -> int:
    """Count the deliveries of these months: the steps that `write_all` takes."""
    return sum(1 for _ in lists.deliveries(months))


def write_all(
    world: World, truth: Truth, months: tuple[Month, ...], folder: Path, step: Step
) -> dict[Month, list[Written]]:
    """Write every file of these months, and note the planted defects in the truth."""
    by_month: dict[Month, list[Written]] = {month: [] for month in months}
    for delivery in lists.deliveries(months):
        rows = lists.rows(world, delivery)
        if rows:
            written = files.write(world, delivery, rows, kind_of(delivery.kind), folder)
            by_month[delivery.arrives].append(written)
            truth.import_defects += written.defects
        step(1)
    return by_month


def receive_all(office: Office, written: list[Written], step: Step) -> list[Upload]:
    """
    Upload the files of a month, two being read at a time, and take them over in the order in which they came.

    What comes after a half file comes once that was looked at.
    """
    halves = {one.delivery.kind for one in written if one.delivery.half}
    at_once = [one for one in written if one.delivery.kind not in halves]
    with ThreadPoolExecutor(READERS) as readers:
        staged = {
            id(one): upload for one, upload in readers.map(lambda one: (one, _stage_and_close(office, one)), at_once)
        }
    done = []
    for one in written:
        upload = staged[id(one)] if id(one) in staged else stage(office, one)
        done.append(take_over(office, one, upload))
        step(1)
    return done


def _stage_and_close(office: Office, written: Written) -> Upload:
    """Stage in a thread of its own, and give its connection back."""
    try:
        return stage(office, written)
    finally:
        connection.close()


def stage(office: Office, written: Written) -> Upload:
    """
    Upload one file by the department that sends it.

    :raises ListRefused: it was refused whole.
    """
    delivery = written.delivery
    sender = Role.CIVIL_AFFAIRS if delivery.kind in CIVIL_AFFAIRS_LISTS else Role.COUNTY_CLERK
    upload = operations.stage(
        kind=delivery.kind, path=written.path, as_of=delivery.as_of, region=office.region, by=office.who(sender),
        at=arrival(office, written), whole=None if delivery.whole else False,
    )  # fmt: skip
    if upload.state == UploadState.REFUSED:
        raise ListRefused(f"{written.path.name}: {upload.facts.get('message', '')}")
    return upload


def arrival(office: Office, written: Written) -> datetime:
    """Give the moment at which a file comes."""
    delivery = written.delivery
    return office.at(delivery.arrives, LISTS if delivery.day == 1 else delivery.day + 2)


def take_over(office: Office, written: Written, upload: Upload) -> Upload:
    """Look at the report and take the list over; a halted one goes to two people."""
    at = arrival(office, written).replace(hour=10)
    upload = operations.commit(upload=upload, by=office.who(Role.COUNTY_CLERK), at=at)
    return at_the_brake(office, upload, written) if upload.state == UploadState.HALTED else upload


def at_the_brake(office: Office, upload: Upload, written: Written) -> Upload:
    """Let two people look at a halted list: half a file is dropped, a right one passes with both their names."""
    month = written.delivery.arrives
    first, second = office.who(Role.COUNTY_APPROVER), office.who(Role.CIVIL_AFFAIRS)
    if written.delivery.half:
        at = office.at(month, BRAKE)
        return operations.reject(
            upload=upload, by=second, at=at, reason="与上月相比少了一半人，经核实文件不完整，请民政局重新报送"
        )
    reason = "已与报送单位核对，人数变化属实"
    operations.confirm_brake(upload=upload, by=first, at=office.at(month, BRAKE), reason=reason)
    operations.confirm_brake(upload=upload, by=second, at=office.at(month, BRAKE, 11), reason=reason)
    return operations.commit(upload=upload, by=office.who(Role.COUNTY_CLERK), at=office.at(month, BRAKE, 12))


def settle_discrepancies(office: Office, month: Month, truth: Truth, numbers: dict[int, str]) -> dict[str, int]:
    """
    Let the clerk decide what comparing the lists found.

    :param numbers: the identity number of each registered person: at the clerk's desk the papers say who is who.
    """
    at, clerk = office.at(month, COMPARE), office.who(Role.COUNTY_CLERK)
    pairs = {frozenset(pair) for pair in truth.doubled}
    done = {"merged": 0, "moved": 0, "decided": 0}
    rows = (
        Discrepancy.objects.in_region(office.region)
        .filter(state=DiscrepancyState.OPEN)
        .select_related("person", "other_person")
    )
    for one in list(rows.order_by("id")):
        outcome, reason = DiscrepancyOutcome.CONFIRMED, "已核对名单和档案，按办理流程处理"
        if one.kind == DiscrepancyKind.DOUBLED and one.other_person:
            same = frozenset({numbers.get(one.person_id, ""), numbers.get(one.other_person_id, "")}) in pairs
            outcome = DiscrepancyOutcome.SAME_PERSON if same else DiscrepancyOutcome.DIFFERENT_PERSONS
            reason = "核对户口簿和照片，是同一人，号码录入有误" if same else "核对户口簿，是两个人"
            if same:
                older, newer = sorted(
                    (one.person, one.other_person), key=lambda person: (person.registered_at, person.pk)
                )
                merge_persons(duplicate=newer, into=older, by=clerk, at=at, reason=reason)
                done["merged"] += 1
        elif one.kind == DiscrepancyKind.MOVED:
            reason = "户籍已迁出，已核对迁移证明，档案移交迁入地"
            done["moved"] += stop_moved(office, one, clerk, at)
        elif one.kind in (DiscrepancyKind.NAME_DIFFERS, DiscrepancyKind.ACCOUNT_DIFFERS):
            outcome, reason = DiscrepancyOutcome.LIST_WRONG, "已请报送单位更正"
        operations.decide_discrepancy(discrepancy=one, outcome=outcome, by=clerk, at=at, reason=reason)
        done["decided"] += 1
    return done


def stop_moved(office: Office, moved: Discrepancy, clerk: Any, at: datetime) -> int:
    """End the awards of someone who moved away with the month of the move: the new place pays from the next month on."""
    last = str(Month.of(date.fromisoformat(moved.detail["moved_on"])))
    awards = list(Award.objects.in_region(office.region).filter(person=moved.person_id, end_month__isnull=True))
    for award in awards:
        stop_award(award=award, end_month=last, by=clerk, at=at, reason="户籍迁出，自次月起由迁入地发放")
    return len(awards)
