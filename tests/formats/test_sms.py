"""Text messages: short, in order, without a number that names a person, saying what and where to ask."""

from dataclasses import replace

import pytest
from tests.formats.samples import MATTER, OFFICE, letter

from chuntian.formats.letter.easy_words import NoGist
from chuntian.formats.letter.gist import Says
from chuntian.formats.letter.sms import messages, to_sms


@pytest.mark.parametrize("says", list(Says))
def test_every_part_is_short_and_they_say_what_and_where(says):
    told = messages(letter(says))

    assert max(len(part.encode("utf-16-be")) // 2 for part in told) <= 70
    for words in (MATTER, OFFICE, "12385", "书面询问", "演示"):
        assert any(words in part for part in told)
    assert len(told) == 1 or [part[:5] for part in told] == [f"({at}/{len(told)})" for at in range(1, len(told) + 1)]


def test_amount_and_last_day_stand_in_an_approval():
    told = "".join(messages(letter(Says.APPROVED)))

    assert "120元/月" in told
    assert "2024年5月6日前提出不晚" in told


@pytest.mark.parametrize("number", ["620199190001010116", "62019919000101011X", "6201**********0116", "62019900000001"])
def test_no_number_that_names_a_person_gets_in(number):
    told = "".join(messages(replace(letter(), names=(f"张三{number}",))))

    assert "张三您好" in told
    assert number not in told
    assert "0116" not in told


def test_rare_characters_take_two_places():
    told = messages(replace(letter(), names=("𬱖" * 40,)))

    assert max(len(part.encode("utf-16-be")) // 2 for part in told) <= 70
    assert "".join(part[5:] for part in told).count("𬱖") == 40


def test_a_message_is_one_line_and_nothing_is_lost_when_it_is_cut():
    long = replace(letter(), gist=replace(letter().gist, office="很长的名字" * 20 + "\n末"))
    told = messages(long)

    assert all(len(part) <= 70 and "\n" not in part for part in told)
    assert "很长的名字" * 20 + " 末" in "".join(part[5:] for part in told)
    assert to_sms(long).decode().count("\n") == len(told)


def test_a_letter_of_before_has_no_message():
    with pytest.raises(NoGist):
        messages(replace(letter(), gist=None))
