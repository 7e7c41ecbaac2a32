"""C33: every notice in the form its person chose; a form that fails is replaced, and a person sees to it."""

import random
import sys
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError
from tests.casework.county import County, Someone, moment
from tests.formats.samples import letter as sample

from chuntian.casework.enums import TaskKind
from chuntian.casework.letters.gist import gist, labels
from chuntian.casework.letters.offices import Office
from chuntian.casework.models import LetterFile, Task
from chuntian.casework.operations import FormFailed, LetterDamaged, chosen_forms, give_letter, issue_notice, letter_file
from chuntian.casework.operations import letters as module
from chuntian.casework.verify import checks
from chuntian.formats.letter.easy_words import sentences
from chuntian.formats.letter.forms import FILES, Form, writers
from chuntian.formats.letter.gist import Says
from chuntian.formats.pdf import NoPdf
from chuntian.formats.speech import CommandVoice
from chuntian.policy.law import load_law
from chuntian.registry.models import FormatChoice
from chuntian.registry.operations import NoSuchForm, choose_formats
from chuntian.trail.models import Entry

DAY = date(2024, 1, 10)
NOW = moment(DAY, 12)
STARTS = {
    "14.pdf": b"%PDF-", "18.pdf": b"%PDF-", "24.pdf": b"%PDF-", "14.html": b"<!doctype html>", "18.html": b"<!doctype html>", "24.html": b"<!doctype html>", "txt": "重度".encode(),
    "braille.txt": "⠀".encode(), "brf": b"   ", "mp3": b"\xff", "wav": b"RIFF", "easy.pdf": b"%PDF-", "easy.html": b"<!doctype html>",
    "epub": b"PK", "sms.txt": b"",
}  # fmt: skip
SILENT = (
    "import wave, sys; out = wave.open(sys.stdout.buffer, 'wb'); out.setparams((1, 2, 8000, 0, 'NONE', '')); "
    "out.writeframes(bytes(16000)); out.close()"
)


@pytest.fixture
def quiet(monkeypatch):
    """A voice that is quick: the forms are told apart here, not listened to."""
    monkeypatch.setattr(module, "WRITERS", writers(CommandVoice((sys.executable, "-c", SILENT))))


def notice(county, name="阿一"):
    return issue_notice(
        person=county.person(name), programme="nursing_subsidy", law=county.law, on=DAY, by=None, at=NOW
    )


def test_who_has_chosen_nothing_gets_the_ordinary_form(county):
    given = give_letter(letter=notice(county), by=None, at=NOW)

    assert list(given.files) == ["14.pdf"]
    assert (given.failed, given.task) == ([], None)


def test_a_choice_has_its_source_and_time_and_the_newest_counts(county):
    person = county.person("阿一")
    choose_formats(person=person, forms=["braille"], said_by="guardian", by=None, at=moment(DAY, 8))
    choose_formats(person=person, forms=["easy", "sms", "easy"], said_by="person", by=None, at=moment(DAY, 9))

    assert chosen_forms(person) == (Form.EASY, Form.SMS)
    assert [(one.said_by, one.recorded_at) for one in FormatChoice.objects.order_by("recorded_at")] == [
        ("guardian", moment(DAY, 8)), ("person", moment(DAY, 9)),
    ]  # fmt: skip
    assert Entry.objects.filter(action="person.formats").count() == 2


@pytest.mark.parametrize("forms", [[], ["fax"], ["pdf", "fax"]])
def test_what_is_no_form_is_refused(county, forms):
    with pytest.raises(NoSuchForm):
        choose_formats(person=county.person("阿一"), forms=forms, said_by="person", by=None, at=NOW)


@pytest.mark.parametrize("form", list(Form))
def test_every_notice_comes_in_the_form_that_was_chosen(county, quiet, form):
    choose_formats(person=county.person("阿一"), forms=[form], said_by="person", by=None, at=NOW)

    given = give_letter(letter=notice(county), by=None, at=NOW)

    assert tuple(given.files) == FILES[form]
    assert all(content.startswith(STARTS[name]) and len(content) > 60 for name, content in given.files.items())
    assert given.task is None


def test_all_forms_are_kept_by_hash_and_given_again_byte_for_byte(county, quiet):
    letter = notice(county)

    first = give_letter(letter=letter, by=None, at=NOW, forms=list(Form))
    again = give_letter(letter=letter, by=None, at=moment(DAY, 15), forms=list(Form))

    assert set(STARTS) == set(first.files)
    assert again.files == first.files
    assert LetterFile.objects.count() == len(STARTS)
    assert next(check.problems for check in checks() if "letters" in check.name) == []


def test_a_form_that_breaks_is_replaced_and_someone_is_asked(county, monkeypatch):
    def broken(words):
        raise ZeroDivisionError("broken on purpose")

    monkeypatch.setitem(module.WRITERS, "brf", broken)
    choose_formats(person=county.person("阿一"), forms=["brf", "sms"], said_by="person", by=None, at=NOW)
    letter = notice(county)

    given = give_letter(letter=letter, by=None, at=NOW)
    give_letter(letter=letter, by=None, at=NOW)

    assert set(given.files) == {"sms.txt", "14.pdf", "txt"}
    assert given.failed == [Form.BRF]
    task = Task.objects.get(kind=TaskKind.FORMAT)
    assert (task, task.person_id, task.detail["forms"]) == (given.task, letter.person_id, ["brf"])
    assert task.due_on is not None


def test_where_no_pdf_can_be_made_the_text_still_comes(county, monkeypatch):
    def no_font(words):
        raise NoPdf("no font")

    monkeypatch.setitem(module.WRITERS, "14.pdf", no_font)

    given = give_letter(letter=notice(county), by=None, at=NOW)

    assert list(given.files) == ["txt"]
    assert given.failed == [Form.PDF]
    assert Task.objects.filter(kind=TaskKind.FORMAT).count() == 1


def test_a_full_disk_or_a_changed_letter_is_no_failed_form(county, monkeypatch):
    letter = notice(county)

    def full(words):
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(module.WRITERS, "brf", full)
    with pytest.raises(OSError, match="No space"):
        letter_file(letter=letter, form="brf", by=None, at=NOW)
    letter.sha256 = "0" * 64
    with pytest.raises(LetterDamaged):
        letter_file(letter=letter, form="txt", by=None, at=NOW)
    assert not Task.objects.filter(kind=TaskKind.FORMAT).exists()


def test_two_who_make_the_same_form_at_once_keep_one(county, monkeypatch):
    letter, write = notice(county), module.WRITERS["txt"]

    def meanwhile(words):
        monkeypatch.setitem(module.WRITERS, "txt", write)
        assert letter_file(letter=letter, form="txt", by=None, at=NOW) == write(words)
        return b"another"

    monkeypatch.setitem(module.WRITERS, "txt", meanwhile)

    assert letter_file(letter=letter, form="txt", by=None, at=NOW).startswith("重度".encode())
    assert LetterFile.objects.filter(form="txt").count() == 1


def test_a_letter_of_before_has_no_easy_words_and_says_so(county):
    letter = notice(county)
    content = {name: value for name, value in letter.content.items() if name not in ("gist", "names")}
    letter.content, letter.sha256 = content, module.read(content).sha256

    with pytest.raises(FormFailed, match="easy"):
        letter_file(letter=letter, form="easy.html", by=None, at=NOW)
    with pytest.raises(IntegrityError):
        letter.save()


def many(people: int) -> int:
    """Give a notice to each of many people in a form each has chosen; count those that came in it."""
    chance, came = random.Random(33), 0
    county = County([Someone(f"残{number}", grade=chance.choice((1, 2, 3))) for number in range(people)])
    county.lists(DAY)
    for number in range(people):
        person, form = county.person(f"残{number}"), chance.choice(list(Form))
        choose_formats(person=person, forms=[form], said_by="person", by=None, at=NOW)
        given = give_letter(letter=notice(county, f"残{number}"), by=None, at=NOW)
        came += tuple(given.files) == FILES[form] and given.task is None
    return came


@pytest.mark.slow
def test_a_thousand_notices_each_in_the_form_that_was_chosen(db, settings, tmp_path, quiet):
    settings.DATA_FOLDER = tmp_path

    assert many(1000) == 1000


def test_easy_words_stay_short_for_every_programme_and_every_reason():
    law = load_law()
    measured = {}
    for slug in law.decided:
        programme, words = law.programme(slug), law.words(slug)
        codes = {row["code"] for row in (*words["conditions"], *words["exclusions"])}
        for says in (Says.REFUSED, Says.UNKNOWN):
            one = gist(
                says=says, programme=programme, office=Office("先锋路街道办事处", "", ""), why=labels(law, slug, codes)
            )
            told = sentences(replace(sample(says), gist=one))
            measured[slug, says] = sum(map(len, told)) / len(told)

    assert len(measured) >= 34
    assert max(measured.values()) <= 15, measured
