"""Persons are found by what a clerk knows of them, within his region only."""

import logging
from datetime import date

import pytest
from tests.registry.builders import COUNTY, OTHER, OTHER_VILLAGE, certificate, commit, moment, number, person

from chuntian.accounts.scopes import NOTHING, Scope
from chuntian.registry.names import pinyin, tokens
from chuntian.registry.queries import person_by_resident_id, search

pytestmark = pytest.mark.django_db
HERE = Scope(regions=(COUNTY,))


@pytest.fixture(autouse=True)
def _people() -> None:
    rows = [certificate(who) for who in range(6)]
    rows.append(certificate(6, division=OTHER_VILLAGE))
    commit("certificates", rows, date(2024, 3, 1), moment(1))


def names(text: str, scope: Scope = HERE) -> list[str]:
    return [one.name for one in search(text, scope)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王小明", "王小明"),
        ("小明", "王小明"),
        ("春天", "李春天"),
        ("天", "李春天"),
        ("娜娜", "欧阳娜娜"),
        ("欧阳娜娜", "欧阳娜娜"),
        ("wangxiaoming", "王小明"),
        ("wang xiao", "王小明"),
        ("xiaom", "王小明"),
        ("WXM", "王小明"),
        ("zengguoqiang", "曾国强"),
        (number(3), "曾国强"),
        (number(3).lower(), "曾国强"),
        (number(2)[-4:], "张伟"),
        (f"张 {number(2)[-4:]}", "张伟"),
        (f"{number(1)}41", "李春天"),
    ],
)
def test_found(text, found):
    assert names(text) == [found]


@pytest.mark.parametrize(
    "text", ["", "  ", "天春", "钱", "'", '"', "*", "%", "小 OR 明", "9999", f"钱 {number(2)[-4:]}", "\\", "' | 'x"]
)
def test_not_found(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(王)小明", ["王小明"]), ("王-明", ["王小明"]), ("王＜小＞", ["王小明"]), ("王小明（大）", []), ("王 xi'an", []), ('张"三', []),
        ("<img src=x onerror=alert(1)>", []), ("张\u0301三", []),
    ],
)  # fmt: skip
def test_signs_between_letters_part_a_name_and_break_nothing(text, found):
    assert names(text) == found


def test_nobody_outside_the_scope_is_found():
    assert names("买买提") == []
    assert names(number(6)) == []
    assert names("买买提", Scope(regions=(OTHER,))) == ["阿布都·买买提"]
    assert names("王小明", NOTHING) == []


def test_pages_tell_whether_there_is_more():
    first = search("62019919800101", HERE)
    assert len(first) == 0
    commit("certificates", [certificate(who, name="孙山") for who in range(10, 15)], date(2024, 3, 1), moment(2))

    page, rest = search("孙山", HERE, limit=3), search("孙山", HERE, limit=3, offset=3)

    assert (len(page), page.more, len(rest), rest.more) == (3, True, 2, False)
    assert not {one.pk for one in page} & {one.pk for one in rest}


def test_a_new_name_is_found_and_the_old_one_not():
    commit("certificates", [certificate(1, name="李冬天")], date(2024, 4, 1), moment(3))

    assert (names("冬天"), names("春天")) == (["李冬天"], [])


def test_a_number_leads_to_its_person():
    assert person_by_resident_id(number(1).lower()) == person(1)
    assert person_by_resident_id(number(99)) is None


def test_names_are_read_as_surnames():
    logging.getLogger("pypinyin")
    assert (pinyin("曾国强"), pinyin("单雄信"), pinyin("尉迟恭")) == ("zeng guo qiang", "shan xiong xin", "yu chi gong")
    assert "阿布" in tokens("阿布都·买买提")
