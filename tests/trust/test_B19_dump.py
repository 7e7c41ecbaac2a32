"""
B19: who has a dump of the database and not the keys recovers none of 1,000 identity numbers.

The attacker knows how numbers are made, and all that stands in the dump: birth dates, sexes and divisions are open there.
He also knows the whole numbers of 200 of the county's people. He tries bare hashes of every possible number, masks and
clear digits anywhere, and equal values: who has the same value as someone he knows may have the same last four characters,
and with birth date and area these are the whole number.
"""

import hashlib
import hmac
import random
import re
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.registry.builders import certificate, commit, moment

from chuntian.kernel.crypto import sm3
from chuntian.kernel.identity import resident_id_checksum
from chuntian.registry.models import Person
from chuntian.trail.protected import blind_index

pytestmark = pytest.mark.django_db
PERSONS, TARGETS, SEQUENCES = 6_000, 1_000, 100
AREA = "620199"
KNOWN, PAIRS = (
    200,
    3,
)  # a column counts as an index of endings when so many pairs of those known agree, and none does not
HASHES = [
    lambda text: hashlib.md5(text).hexdigest(), lambda text: hashlib.sha1(text).hexdigest(),
    lambda text: hashlib.sha256(text).hexdigest(), sm3, lambda text: hmac.digest(b"", text, "sha256").hex(),
    lambda text: hashlib.sha256(b"resident_id\0" + text).hexdigest(),
]  # fmt: skip
Dump = dict[str, tuple[list[str], list[tuple[Any, ...]]]]


def register() -> None:
    """Commit a county of people, their certificates and accounts, through the real operations."""
    chance, rows = random.Random(19), {}
    while len(rows) < PERSONS:
        born = date(1940, 1, 1) + timedelta(days=chance.randrange(27_000))
        first = f"{AREA}{born:%Y%m%d}{chance.randrange(1, SEQUENCES):03d}"
        number = first + resident_id_checksum(first)
        rows[number] = certificate(1, resident_id=number, certificate_number=f"{number}41", sex=None, birth_date=None)
    people = list(rows.values())
    commit("certificates", people, date(2024, 3, 1), moment(2))
    accounts = [{"resident_id": one["resident_id"], "name": one["name"], "account": f"622999{at:013d}", "bank": "", "holder": ""}
                for at, one in enumerate(people)]  # fmt: skip
    commit("bank_accounts", accounts, date(2024, 3, 1), moment(3))


def dump() -> Dump:
    """Take every row of every table, as a stolen copy holds them."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found[table] = ([column[0] for column in cursor.description], cursor.fetchall())
    return found


def candidates(born: Any, sex: str) -> list[str]:
    first = f"{AREA}{str(born)[:10].replace('-', '')}"
    odd = sex == "male"
    return [
        body + resident_id_checksum(body)
        for body in (f"{first}{sequence:03d}" for sequence in range(SEQUENCES) if sequence % 2 == odd)
    ]


def texts(stolen: Dump) -> set[str]:
    """Give every value as text; bytes as hex too."""
    found: set[str] = set()
    for _, rows in stolen.values():
        for row in rows:
            for value in row:
                if isinstance(value, bytes | memoryview):
                    found.add(bytes(value).hex())
                elif isinstance(value, str):
                    found.add(value)
    return found


def by_bare_hashes(stolen: Dump, possible: dict[int, list[str]], known: dict[int, str]) -> dict[int, str]:
    """Try the bare hash of each possible number, whole, its ends, and cut to the lengths a column has."""
    there = {text[:length].lower() for text in texts(stolen) for length in (16, 32, 64) if len(text) >= 16}
    found = {}
    for pk, numbers in possible.items():
        for number in numbers:
            hashes = [one(part.encode()) for one in HASHES for part in (number, number[6:])]
            if not there.isdisjoint(one[:length] for one in hashes for length in (16, 32, 64)):
                found[pk] = number
    return found


def by_clear_digits(stolen: Dump, possible: dict[int, list[str]], known: dict[int, str]) -> dict[int, str]:
    """Look for numbers, and for masks that leave birth date and ending open."""
    runs = {run for text in texts(stolen) for run in re.findall(r"[0-9*]{6,}[0-9X*]{4,}", text)}
    masked = {(run[:4], run[-4:]) for run in runs if "*" in run}
    return {pk: number for pk, numbers in possible.items() for number in numbers
            if number in runs or (number[6:10], number[-4:]) in masked}  # fmt: skip


def by_equal_values(stolen: Dump, possible: dict[int, list[str]], known: dict[int, str]) -> dict[int, str]:
    """Find the columns in which those known agree just when their endings do, and give the endings to who agrees with them."""
    found: dict[int, str] = {}
    for columns, rows in stolen.values():
        keys = [columns.index(name) for name in ("person_id", "subject_id", "id") if name in columns][:1]
        for at in range(len(columns) if keys else 0):
            groups = defaultdict(set)
            for row in rows:
                groups[bytes(row[at]) if isinstance(row[at], memoryview) else str(row[at])].add(row[keys[0]])
            found |= _endings_given_away(list(groups.values()), possible, known)
    return found


def _endings_given_away(
    groups: list[set[Any]], possible: dict[int, list[str]], known: dict[int, str]
) -> dict[int, str]:
    heard = [[known[pk][-4:] for pk in group if pk in known] for group in groups]
    if any(len(set(endings)) > 1 for endings in heard) or sum(len(endings) > 1 for endings in heard) < PAIRS:
        return {}
    return {
        pk: number
        for group, endings in zip(groups, heard, strict=True) if endings
        for pk in group & possible.keys()
        for number in possible[pk] if number.endswith(endings[0])
    }  # fmt: skip


def recovered(attack: Any, stolen: Dump, truth: dict[int, str], targets: set[int]) -> int:
    columns, rows = stolen["registry_person"]
    pk, born, sex = (columns.index(name) for name in ("id", "birth_date", "sex"))
    possible = {row[pk]: candidates(row[born], row[sex]) for row in rows if row[pk] in targets}
    assert all(truth[one] in numbers for one, numbers in possible.items())  # the attacker knows all that is open
    known = {one: truth[one] for one in [one for one in truth if one not in targets][:KNOWN]}
    said = attack(stolen, possible, known)
    return sum(said.get(one) == truth[one] for one in targets)


@pytest.fixture
def county() -> tuple[dict[int, str], set[int]]:
    register()
    truth = {one.pk: one.resident_id._open() for one in Person.objects.all()}
    assert len(truth) == PERSONS
    return truth, set(random.Random(1).sample(sorted(truth), TARGETS))


def test_none_of_a_thousand_numbers_is_recovered_from_a_dump(county):
    truth, targets = county
    stolen = dump()

    found = {attack.__name__: recovered(attack, stolen, truth, targets)
             for attack in (by_bare_hashes, by_clear_digits, by_equal_values)}  # fmt: skip

    print(f"\nB19: of {TARGETS:,} numbers recovered: {found}")
    assert found == {"by_bare_hashes": 0, "by_clear_digits": 0, "by_equal_values": 0}


def test_the_attacks_are_real(county):
    """An index of endings, even a keyed one, a bare hash, or an open ending gives numbers away: the net is tested."""
    truth, targets = county
    rows = list(Person.objects.only("pk"))
    for row in rows:
        row.last4_index = blind_index(truth[row.pk][-4:], "last4")
    Person.objects.bulk_update(rows, ["last4_index"], batch_size=500)
    assert recovered(by_equal_values, dump(), truth, targets) > 100

    one = min(targets)
    Person.objects.filter(pk=one).update(last4_index=hashlib.sha256(truth[one].encode()).hexdigest()[:32])
    assert recovered(by_bare_hashes, dump(), truth, {one}) == 1
    Person.objects.filter(pk=one).update(pinyin=f"{truth[one][6:10]}**********{truth[one][-4:]}"[:200])
    assert recovered(by_clear_digits, dump(), truth, {one}) == 1
