"""`chuntian formats` and `chuntian letter --form`: the word of a person, and letters as he wants them."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from tests.casework.county import County, Someone, moment

from chuntian.casework.models import Task
from chuntian.casework.operations import letters as operations
from chuntian.commands import formats, letter
from chuntian.formats.letter.forms import Form


@pytest.fixture
def person(db, settings, tmp_path, monkeypatch):
    settings.DATA_FOLDER = tmp_path / "data"
    for module in (formats, letter):
        monkeypatch.setattr(module, "now", lambda: moment(date(2024, 3, 6)))
    county = County([Someone("阿一")])
    county.lists(date(2024, 1, 1))
    county.lists(date(2024, 3, 1))
    return county.person("阿一")


def ask(module, *arguments):
    return CliRunner().invoke(module.command, [str(one) for one in arguments])


def notice(person, folder, *more):
    return ask(letter, person.pk, "--programme", "nursing_subsidy", "--demo", "--json", "--out", folder, *more)


def test_the_list_of_forms_is_that_of_the_house():
    assert list(map(str, Form)) == sorted(formats.FORMS, key=list(map(str, Form)).index)
    assert set(letter.CHOICES) == set(formats.FORMS) | {"chosen", "all"}


def test_a_word_is_recorded_and_read(person):
    before = ask(formats, person.pk)
    ask(formats, person.pk, "--choose", "braille", "--choose", "sms", "--said-by", "guardian")
    after = json.loads(ask(formats, person.pk, "--json").output)

    assert "nothing chosen yet" in before.output
    assert (after["forms"], after["said_by"]) == (["braille", "sms"], "guardian")


def test_a_letter_comes_in_the_chosen_forms(person, tmp_path):
    ask(formats, person.pk, "--choose", "braille", "--choose", "easy")

    told = json.loads(notice(person, tmp_path / "out", "--form", "chosen").output)

    assert set(told["files"]) == {"braille.txt", "easy.pdf", "easy.html"}
    assert "您可能可以领" in (tmp_path / "out" / f"notice-{told['letter']}-easy.html").read_text(encoding="utf-8")
    assert (told["failed"], told["task"]) == ([], None)


def test_all_forms_come_into_one_folder(person, tmp_path):
    told = json.loads(notice(person, tmp_path / "out", "--form", "all").output)

    assert len(told["files"]) == len(list((tmp_path / "out").iterdir())) == 15


def test_a_form_that_fails_is_told_with_its_task(person, tmp_path, monkeypatch):
    def broken(words):
        raise ZeroDivisionError

    monkeypatch.setitem(operations.WRITERS, "brf", broken)

    told = json.loads(notice(person, tmp_path / "out", "--form", "brf").output)

    assert (set(told["files"]), told["failed"]) == ({"14.pdf", "txt"}, ["brf"])
    assert told["task"] == Task.objects.get(kind="format").pk


@pytest.mark.parametrize("arguments", [["--form", "fax"], ["--form", "pdf", "--large"]])
def test_wrong_use(person, tmp_path, arguments):
    assert notice(person, tmp_path / "out", *arguments).exit_code == 2


def test_no_such_person(person):
    result = ask(formats, "1")

    assert result.exit_code == 1
    assert "没有这个人" in result.output
