"""Which passwords are refused, and that what is accepted is taken exactly as it was typed (ASVS 6.1.2, 6.2.4, 6.2.8-12)."""

import gzip
import hashlib
from itertools import product
from pathlib import Path

import pytest
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.test import Client
from tests.web.conftest import PASSWORD
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from chuntian.accounts.enums import Role
from chuntian.accounts.operations import give_password
from chuntian.web import clock, passwords

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
DJANGO = Path(password_validation.__file__).parent / "common-passwords.txt.gz"
A_SENTENCE = "我自己的一句长长的话"


def refused(password: str, user=None) -> bool:
    try:
        password_validation.validate_password(password, user)
    except ValidationError:
        return True
    return False


def known() -> set[str]:
    """Give the passwords of the two lists, both made of breaches, that are long enough for ours."""
    with gzip.open(DJANGO, "rt") as file:
        listed = {line.strip() for line in file} | set(FREQUENCY_LISTS["passwords"])
    return {word for word in listed if len(word) >= passwords.SHORTEST}


def test_every_listed_password_is_refused():
    listed = known()

    assert len(listed) > 2400
    assert [word for word in listed if not refused(word)] == []


def test_what_people_make_of_the_commonest_words_is_refused():
    """The 3,000 commonest of ten characters and more: where lists end, people put a year or 123 behind a word."""
    words = [word for word in FREQUENCY_LISTS["passwords"][:1500] if 4 <= len(word) <= 9 and word.isalpha()]
    made = {
        word + end for word, end in product(words, ("123456", "2024", "12345678", "888888")) if len(word + end) >= 10
    }

    assert len(made) > 3000
    assert [one for one in made if not refused(one)] == []


@pytest.mark.parametrize(
    "weak",
    ["chuntian2024!", "残联残联残联2024", "Canlian-123456", "xigu-lanzhou-2024", "甘肃省兰州市西固区残联", "wanghong-2024", "王红王红王红123",
     "county-clerk-2024", "qwertyuiop123", "1qaz2wsx3edc4rfv", "一二三一二三一二三一二三", "aaaaaaaaaaaa", "2024010120240101"],
)  # fmt: skip
def test_words_of_the_house_the_place_and_oneself_count_for_nothing(staff, monkeypatch, weak):
    monkeypatch.setattr(passwords, "full_name", lambda code: "甘肃省兰州市西固区")
    user = staff(Role.COUNTY_CLERK, username="county-clerk")
    user.display_name = "王红"
    user.save()

    assert refused(weak, user)


@pytest.mark.parametrize(
    "good", [A_SENTENCE, PASSWORD, "三月里的小雨淅沥沥下个不停", "purple tractor sings at dawn", "x7#Kq9!mZ2$vL"]
)
def test_a_sentence_will_do_and_no_sign_is_asked_for(good):
    assert not refused(good)


@pytest.mark.parametrize(
    "exact",
    [
        f"  {A_SENTENCE}  ",
        f"\t{A_SENTENCE}",
        f"{A_SENTENCE}—Ünï 𠮷 🌱",
        "春" + A_SENTENCE * 9,
        "ｗｉｄｅ—" + A_SENTENCE,
    ],
)
def test_a_password_is_taken_exactly_as_it_was_typed(client, staff, exact):
    user = staff(Role.CITIZEN)
    client.force_login(user)

    answer = client.post("/account/", {"old": PASSWORD, "new": exact})

    assert answer.status_code == 302
    assert enters(user, exact)
    assert not enters(user, exact.strip() if exact != exact.strip() else exact[:64].strip() + "x")
    assert not enters(user, exact.swapcase() if exact != exact.swapcase() else exact[:-1])


def enters(user, password: str) -> bool:
    return (
        Client(REMOTE_ADDR="192.0.2.1").post("/sign-in/", {"username": user.username, "password": password}).status_code
        == 302
    )


@pytest.mark.parametrize("length", [64, 128, 1000])
def test_long_passwords_count_to_the_last_character(client, staff, length):
    user = staff(Role.CITIZEN)
    client.force_login(user)
    long = (A_SENTENCE * 100)[: length - 1] + "终"

    client.post("/account/", {"old": PASSWORD, "new": long})

    assert enters(user, long)
    assert not enters(user, long[:-1] + "始")
    assert not enters(user, long[:-1])


def test_one_that_could_never_be_typed_at_the_door_is_refused(client, staff):
    client.force_login(staff(Role.CITIZEN))

    page = client.post("/account/", {"old": PASSWORD, "new": A_SENTENCE * 101})

    assert page.status_code == 200
    assert page.context["form"].errors["new"]


def test_the_same_rules_hold_for_a_password_in_place_of_a_given_one(client, staff):
    user, admin = staff(Role.CITIZEN), staff(Role.ADMIN)
    give_password(user=user, password="abcd-efgh-jkmn-pqrs", by=admin, at=clock.now(), reason="忘了密码")
    client.post("/sign-in/", {"username": user.username, "password": "abcd-efgh-jkmn-pqrs"})

    weak = client.post("/sign-in/password/", {"new": "chuntian2024!"})
    good = client.post("/sign-in/password/", {"new": A_SENTENCE})

    assert weak.context["form"].errors["new"]
    assert good.status_code == 302


def test_the_operators_list_of_breaches_is_searched(tmp_path, settings):
    words = [f"leaked-{number}-春天的一句话" for number in range(500)]
    sums = sorted(hashlib.sha1(word.encode(), usedforsecurity=False).hexdigest().upper() for word in words)
    settings.BREACHED_PASSWORDS = tmp_path / "breached.txt"
    settings.BREACHED_PASSWORDS.write_text("\n".join(f"{one}:{place}" for place, one in enumerate(sums)))

    assert all(passwords.is_listed(settings.BREACHED_PASSWORDS, word) for word in words)
    assert not any(passwords.is_listed(settings.BREACHED_PASSWORDS, word + "x") for word in words)
    assert refused(words[7])
    settings.BREACHED_PASSWORDS = tmp_path / "gone.txt"
    with pytest.raises(FileNotFoundError):
        password_validation.validate_password(A_SENTENCE)


def test_a_hostile_password_is_judged_in_a_moment():
    from time import perf_counter

    started = perf_counter()
    password_validation.validate_password("4@8({[<369&#!1/|0$57%2" * 45)

    assert perf_counter() - started < 10  # zxcvbn needs ten seconds for 72 of these characters, and minutes for more
