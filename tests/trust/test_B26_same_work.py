"""B26: “is she registered?” gets the same answer by the same work: the same statements, rows and hashes, and so the same time."""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from tests.casework.county import REGION
from tests.journeys.office import NAMES, people
from tests.trust.built import STANDS, Built
from tests.trust.signing_in import PASSWORD, give_password

from chuntian.accounts.enums import Role
from chuntian.accounts.models import User
from chuntian.registry.models import Person
from chuntian.web import access
from chuntian.web.models import SignInFailure

pytestmark = pytest.mark.django_db
NOBODY = {
    "name": "欧阳无",
    "number": "620199197005010019",
    "certificate": "62019919700501001941",
    "last4": "0000",
    "pinyin": "ouyangwux",
}
ROWS = [row for row in access.rows() if row.address.startswith(("/people/<", "/cases/<", "/tasks/<", "/letters/<"))]
ROLES = [Role.COUNTY_CLERK, Role.AUDITOR]


class Work(list):
    """The statements of an answer in a general form, each with the number of rows it gave or changed."""

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        result = execute(sql, params, many, context)
        self.append(re.sub(r"\s+", " ", re.sub(r"'[^']*'|\d+", "?", sql)))
        return result


@contextmanager
def watched(monkeypatch) -> Iterator[Work]:  # type: ignore[no-untyped-def]
    """Collect what the database and the hashers of passwords do meanwhile."""
    work, kept = Work(), hashers.get_hasher().__class__.encode

    def encode(self, password, *words, **more):  # type: ignore[no-untyped-def]
        work.append(f"hash {self.algorithm}")
        return kept(self, password, *words, **more)

    with monkeypatch.context() as patch, connection.execute_wrapper(work):
        patch.setattr(hashers.get_hasher().__class__, "encode", encode)
        yield work


def questions(one) -> dict[str, tuple[str, str]]:  # type: ignore[no-untyped-def]
    """Give what one would ask about a person of another county, and what one would ask about nobody."""
    there = {
        "name": one.name, "number": one.resident_id, "certificate": f"{one.resident_id}41", "last4": one.resident_id[-4:],
        "pinyin": "machunhua",
    }  # fmt: skip
    return {kind: (there[kind], NOBODY[kind]) for kind in NOBODY}


@pytest.fixture
def asker(built: Built) -> Client:
    client = Client()
    client.force_login(built.users[Role.COUNTY_CLERK, STANDS["sibling"]])
    client.post("/people/", {"q": "first of all"})  # whatever is made once is made
    return client


@pytest.mark.parametrize("asked", NOBODY)
def test_B26_a_search_does_the_same_for_a_foreigner_and_for_nobody(built, asker, monkeypatch, asked):
    assert not [one for one in people() if one.resident_id == NOBODY["number"]]
    works = []
    for text in questions(built.county.who(NAMES[0]))[asked]:
        with watched(monkeypatch) as work:
            assert asker.post("/people/", {"q": text}).status_code == 200
        works.append(work)

    assert len(works[0]) > 3
    assert works[0] == works[1]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_B26_a_foreign_address_does_the_same_as_an_absent_one(built, monkeypatch, row, role):
    client = Client()
    client.force_login(built.users[role, STANDS["sibling"]])
    answers, works = [], []
    client.get(built.address(row, absent=True))
    for absent in (False, True):
        with watched(monkeypatch) as work:
            answer = client.get(built.address(row, absent))
        answers.append((answer.status_code, answer.content.replace(built.address(row, absent).encode(), b"")))
        works.append(work)

    assert answers[0] == answers[1]
    assert works[0] == works[1]


@pytest.fixture
def known(built) -> User:
    user = built.users[Role.COUNTY_CLERK, REGION]
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.mark.parametrize("state", ["active", "ended"])
def test_B26_a_wrong_password_does_the_same_for_a_user_and_for_nobody(known, monkeypatch, state):
    known.is_active = state == "active"
    known.save()
    answers, works = [], []
    give_password(Client(), "warm-up", "wrong")
    for name in (known.username, "x" * len(known.username)):
        SignInFailure.objects.all().delete()
        with watched(monkeypatch) as work:
            answer = give_password(Client(), name, "wrong")
        answers.append((answer.status_code, answer.content.replace(name.encode(), b"")))
        works.append(work)

    assert answers[0] == answers[1]
    assert works[0] == works[1]
    assert works[0].count(f"hash {hashers.get_hasher().algorithm}") == 1


def test_B26_the_wait_after_wrong_passwords_is_the_same_for_a_user_and_for_nobody(known):
    told = []
    for place, name in enumerate((known.username, "x" * len(known.username))):
        client = Client(REMOTE_ADDR=f"198.51.100.{place}")
        pages = [give_password(client, name, "wrong").content.decode() for _ in range(7)]
        told.append(["秒再试" in page for page in pages])

    assert told[0] == told[1]
    assert any(told[0])


def test_B26_more_work_for_one_of_two_would_show(built, asker, monkeypatch):
    """The net is tested: an answer that asks once more about whoever is there does other work."""
    kept = Person.objects.filter

    def curious(*words, **more):
        found = kept(*words, **more)
        if "resident_index" in more and found.exists():
            list(found)
        return found

    monkeypatch.setattr(Person.objects, "filter", curious)
    works = []
    for text in questions(built.county.who(NAMES[0]))["number"]:
        with watched(monkeypatch) as work:
            asker.post("/people/", {"q": text})
        works.append(work)

    assert works[0] != works[1]


@dataclass
class Apart:
    """By how many milliseconds two questions differ, as medians of pairs asked one after the other."""

    computed: float  # of the processor for this process (Argon2 has threads), which other work on the machine does not lengthen
    waited: float
    usual: float

    def __str__(self) -> str:
        return f"{self.computed:+.3f} ms computed, {self.waited:+.2f} ms waited apart (of {self.usual:.1f} ms computed)"


def apart(first: Callable[[], object], second: Callable[[], object], pairs: int) -> Apart:
    """Ask both again and again, in turns."""
    computed: tuple[list[float], list[float]] = ([], [])
    waited: tuple[list[float], list[float]] = ([], [])
    for number in range(pairs):
        for which in (0, 1) if number % 2 else (1, 0):
            began, at = time.process_time(), time.perf_counter()
            (first, second)[which]()
            computed[which].append((time.process_time() - began) * 1000)
            waited[which].append((time.perf_counter() - at) * 1000)
    differ = [statistics.median(a - b for a, b in zip(*one, strict=True)) for one in (computed, waited)]
    return Apart(differ[0], differ[1], statistics.median(computed[1]))


# A thousand pairs where one number is asked for, which is the question of the row; fewer where the work is the same by design.
PAIRS = {"number": 1000}


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("asked", NOBODY)
def test_B26_a_search_takes_the_same_time(built, asker, asked):
    (there, nobody), pairs = questions(built.county.who(NAMES[0]))[asked], PAIRS.get(asked, 200)

    found = apart(lambda: asker.post("/people/", {"q": there}), lambda: asker.post("/people/", {"q": nobody}), pairs)

    print(f"\nB26 search by {asked}, {pairs:,} pairs: {found}")
    assert abs(found.computed) < 5


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_B26_a_foreign_file_takes_the_same_time_as_an_absent_one(built, asker):
    there = Person.objects.get(name=NAMES[0]).pk
    absent = 10 ** (len(str(there)) - 1)

    found = apart(lambda: asker.get(f"/people/{there}/"), lambda: asker.get(f"/people/{absent}/"), 200)

    print(f"\nB26 address, 200 pairs: {found}")
    assert abs(found.computed) < 5


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_B26_a_wrong_password_takes_the_same_time(known, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    known.set_password(PASSWORD)
    known.save()

    def ask(name: str) -> None:
        SignInFailure.objects.all().delete()
        give_password(Client(), name, "wrong")

    found = apart(lambda: ask(known.username), lambda: ask("x" * len(known.username)), 40)

    print(f"\nB26 sign-in, 40 pairs: {found}")
    assert abs(found.computed) < 5


@pytest.mark.slow
def test_B26_five_milliseconds_more_would_show(built, asker):
    """The net is tested: whoever computes a little longer for one of two is found, on a busy machine too."""

    def longer() -> None:
        asker.post("/people/", {"q": "there"})
        until = time.process_time() + 0.006
        while time.process_time() < until:
            pass

    assert apart(longer, lambda: asker.post("/people/", {"q": "there"}), 40).computed > 5
