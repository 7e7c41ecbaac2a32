"""
Erase a person, as an operation: looked at first, asked for by one, approved by another, and never undone by an old file.

What the law says of money stays: what was owed and paid, by month and programme, without a person. Of who he was there
stays the year of birth, the sex and the county, for the figures, and the keyed index of the number, so that neither the next
list nor a restored backup brings him back. The indexes also lie in a file beside the keys, outside every backup of the
database. Sealed lists and backups age out on a date of their own (docs/explanation/secrets.md).
"""

import json
import os
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from chuntian.casework.enums import CLOSED_STATES
from chuntian.casework.models import Award, Case, CaseDocument, LetterFile
from chuntian.casework.store import forget
from chuntian.kernel.divisions import prefix
from chuntian.money.enums import IN_FLIGHT
from chuntian.money.models import PaymentLine
from chuntian.registry.models import BankAccount, Erasure, Person
from chuntian.registry.name_index import index_names
from chuntian.services.queries import photo_paths, what_runs
from chuntian.trail.models import Entry
from chuntian.trail.operations import ERASED, actor_name, record
from chuntian.upkeep.emptying import empty_entry
from chuntian.upkeep.personal import GONE, HOLDINGS, PERSON, TRAIL, Holding

FILE = "erased.jsonl"


class CannotErase(Exception):
    """Something of the person is still going on, or the wrong person approves."""


def what_would_go(person: Person) -> dict[str, int]:
    """Count the rows that an erasure would empty or take away, by model: the dry run."""
    counts = {
        one.model: one.rows(person.pk).count()
        for one in HOLDINGS
        if one.empties or one.goes or one.model == "trail.Entry"
    }
    return {model: count for model, count in counts.items() if count}


def what_stands_against(person: Person) -> list[str]:
    """Give what has to end first: nobody's benefit is lost by an erasure."""
    against = []
    if Award.objects.filter(person=person, end_month__isnull=True).exists():
        against.append("仍有在享待遇，先办停发 · an award is running")
    if Case.objects.filter(person=person).exclude(state__in=CLOSED_STATES).exists():
        against.append("有申请未办结 · an application is open")
    if PaymentLine.objects.filter(obligation__person=person, state__in=IN_FLIGHT).exists():
        against.append("有款项在途 · money is on its way")
    if serving := what_runs(person.pk):
        against.append(serving)
    return against


@transaction.atomic
def ask_erasure(*, person: Person, reason: str, by: Any, at: datetime) -> Erasure:
    """
    Ask that a person be erased; nothing goes yet.

    :raises CannotErase: no reason is given, or something is still going on.
    """
    against = what_stands_against(person)
    if not reason.strip() or against:
        raise CannotErase("；".join(against) or "请写明理由和依据 · give the reason")
    asked = Erasure.objects.create(
        person_id=person.pk, reason=reason[:300], asked_by=actor_name(by), asked_at=at, region=person.region
    )
    record(actor=by, action="erasure.asked", subject_kind="erasure", subject_id=asked.pk, region=person.region, at=at)
    return asked


@transaction.atomic
def approve_erasure(*, erasure: Erasure, by: Any, at: datetime) -> dict[str, int]:
    """
    Erase, as another person than who asked for it; give what went.

    :raises CannotErase: it is done, the same person approves, or something began meanwhile.
    """
    erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
    person = Person.objects.filter(pk=erasure.person_id).first()
    if erasure.done_at is not None or person is None:
        raise CannotErase("已清除过 · done already")
    if actor_name(by) == erasure.asked_by:
        raise CannotErase("提出人不能批准，须由另一人批准 · another person has to approve")
    if against := what_stands_against(person):
        raise CannotErase("；".join(against))
    indexes = list(
        Person.objects.filter(models.Q(pk=person.pk) | models.Q(merged_into=person)).values_list(
            "resident_index", flat=True
        )
    )
    keep_outside(indexes, at)
    for number, index in enumerate(indexes):  # the decision is there before anything goes: the database asks for it
        own = erasure if not number else Erasure(person_id=person.pk, reason=GONE, asked_by=erasure.asked_by, asked_at=erasure.asked_at,
                                                 region=erasure.region)  # fmt: skip
        own.approved_by, own.done_at, own.resident_index, own.reason = actor_name(by), at, index, GONE
        own.save()
    done = _empty(person, erasure, by, at)
    detail = {"rows": done}
    record(
        actor=by,
        action="erasure.done",
        subject_kind="erasure",
        subject_id=erasure.pk,
        region=person.region,
        at=at,
        detail=detail,
    )
    return done


def _empty(person: Person, erasure: Erasure, by: Any, at: datetime) -> dict[str, int]:
    done = {}
    files = list(LetterFile.objects.filter(letter__person=person).values_list("path", flat=True))
    files += photo_paths(person.pk)
    documents = list(CaseDocument.objects.filter(person=person))
    accounts = list(BankAccount.objects.filter(person=person))
    for account in accounts:
        account.number = GONE
        account.save(update_fields=["number"])
    people = list(Person.objects.filter(models.Q(pk=person.pk) | models.Q(merged_into=person)))
    done["trail.Entry"] = _empty_entries(person.pk, erasure, by, at)
    for holding in HOLDINGS:
        if holding.model not in ("registry.Person", "trail.Entry"):
            done[holding.model] = _empty_rows(holding, person.pk)
    for one in people:
        _empty_person(one)
    done["registry.Person"] = len(people)
    _forget_names(people)
    transaction.on_commit(lambda: [(Path(settings.DATA_FOLDER) / path).unlink(missing_ok=True) for path in files])
    transaction.on_commit(lambda: [forget(one) for one in documents])
    return {model: count for model, count in done.items() if count}


def _empty_entries(pk: int, erasure: Erasure, by: Any, at: datetime) -> int:
    """Empty what the trail says of the person, and of each row about him: reasons name people."""
    about = {
        str(one)
        for holding in HOLDINGS
        if holding.model not in TRAIL
        for one in holding.rows(pk).values_list("pk", flat=True)
    }
    entries = Entry.objects.filter(subject_id__in=sorted(about)).exclude(salt="").exclude(action=ERASED)
    rows = list(entries)
    for entry in rows:
        empty_entry(entry=entry, erasure=erasure, actor=by, at=at, reason="本人信息清除")
    return len(rows)


def _empty_rows(holding: Holding, pk: int) -> int:
    rows = holding.rows(pk)
    if holding.goes:
        return rows.delete()[0]
    if holding.model == "accounts.User":
        for user in rows:
            user.username = f"erased-{user.pk}"
            user.set_unusable_password()
            user.save(update_fields=["username", "password"])
    return rows.update(**holding.empties) if holding.empties else 0


def _empty_person(person: Person) -> None:
    county = prefix(person.region)[:6].ljust(12, "0")
    for name, value in PERSON.items():
        setattr(person, name, value)
    person.resident_id = GONE
    person.resident_index = f"erased-{secrets.token_hex(12)}"
    person.birth_date = date(person.birth_date.year, 1, 1)
    person.region = person.hukou = county
    person.save()


def _forget_names(people: list[Person]) -> None:
    import polars as pl

    index_names(
        pl.Series([one.pk for one in people], dtype=pl.Int64),
        pl.Series([""] * len(people), dtype=pl.String),
        again=True,
    )
    if connection.vendor == "sqlite":  # what a full-text index deleted stays in its older pieces until they are merged
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO registry_person_names (registry_person_names) VALUES ('optimize')")


def erased_file() -> Path:
    """Give the list of the indexes of the erased, beside the keys: no backup of the database holds it."""
    return Path(settings.SECRETS_FOLDER) / FILE


def keep_outside(indexes: list[str], at: datetime) -> None:
    """Add indexes to the list outside the database, on the disk before anything goes."""
    with erased_file().open("a", encoding="ascii") as file:
        os.fchmod(file.fileno(), 0o600)
        file.writelines(json.dumps({"index": index, "at": at.isoformat()}) + "\n" for index in indexes)
        file.flush()
        os.fsync(file.fileno())


def reapply_erasures(*, listed: Path, by: Any, at: datetime) -> int:
    """
    Erase again whom a restored backup brought back; give how many. For `chuntian restore`, and for `chuntian erase --reapply`.

    :param listed: the list as it stood beside the keys (`erased.jsonl`).
    """
    wanted = {json.loads(line)["index"] for line in listed.read_text(encoding="ascii").splitlines() if line.strip()}
    known = set(
        Erasure.objects.filter(done_at__isnull=False, resident_index__in=wanted).values_list(
            "resident_index", flat=True
        )
    )
    count = 0
    with transaction.atomic():
        for index in sorted(wanted - known):
            person = Person.objects.filter(resident_index=index).first()
            erasure = Erasure.objects.create(
                person_id=person.pk if person else 0, resident_index=index, reason=GONE, asked_by="system:erased-list", asked_at=at,
                approved_by=actor_name(by), done_at=at, region=person.region if person else "",
            )  # fmt: skip
            if person is not None:
                _empty(person, erasure, by, at)
                count += 1
        if wanted - known:
            record(actor=by, action="erasure.reapplied", subject_kind="erasure", at=at, detail={"persons": count})
    if not erased_file().exists() or not listed.samefile(erased_file()):
        keep_outside(sorted(wanted), at)
    return count
