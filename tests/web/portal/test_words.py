"""The words of the portal: both languages, short, complete, and nothing asked that names a person."""

import re

import pytest

from chuntian.policy.law import load_law
from chuntian.web.portal import voices
from chuntian.web.portal.plain import kept, pictures
from chuntian.web.portal.questions import questions

HAN = re.compile(r"[\u4e00-\u9fff]")
PERSONS = [one.slug for one in load_law().programmes if one.subject == "person"]
LONGEST_SENTENCE = 28
NAMING = ("姓名", "身份证号", "证号", "电话号码", "住址", "银行卡")


def texts(said):
    return [one for one in (said.get("zh", ""), said.get("en", "")) if one]


@pytest.mark.parametrize("question", questions(), ids=lambda one: one.slug)
def test_a_question_speaks_both_languages_and_to_each_person(question):
    for said in (question.topic, question.ask, question.help, *(one.words for one in question.options)):
        assert HAN.search(said["zh"])
        assert not HAN.search(said["en"])
    for who in voices.WHO:
        for said in (question.ask, question.help):
            assert "{" not in voices.spoken(said, who=who, place="西固区")
    assert question.kind in ("number", "grade") or len({one.value for one in question.options}) == len(question.options)


@pytest.mark.parametrize("question", questions(), ids=lambda one: one.slug)
def test_a_question_is_short_and_names_nobody(question):
    asked = voices.spoken(question.ask, who="other", place="西固区")
    sentences = re.split(r"[。？！]", voices.spoken(question.help, who="other", place="西固区"))

    assert len(asked) <= 24
    assert max(len(one) for one in sentences) <= LONGEST_SENTENCE
    assert not [word for word in NAMING if word in asked]


def test_a_child_is_not_called_you():
    ask = next(one for one in questions() if one.slug == "certificate").ask

    assert voices.spoken(ask, who="child", place="西固区") == "孩子有残疾人证吗？"
    assert voices.spoken(ask, who="self", place="西固区") == "您有残疾人证吗？"


def test_every_programme_for_persons_has_plain_words_and_a_source():
    assert sorted(kept()) == sorted(PERSONS)
    for slug, row in kept().items():
        for said in (row["gives"], *row["how"], *row.get("bring", ())):
            assert HAN.search(said["zh"]), slug
            assert not HAN.search(said["en"]), slug
        assert row["at"] in ("township", "federation", "none")
        assert HAN.search(row["source"])
        assert len(row["say"]) >= 5


def test_plain_words_are_one_idea_a_sentence():
    sentences = [
        sentence
        for row in kept().values()
        for said in (row["gives"], *row["how"])
        for sentence in re.split(r"[。？！；]", said["zh"])
        if sentence
    ]
    lengths = [len(HAN.findall(one)) for one in sentences]

    assert len(sentences) > 50
    assert sum(lengths) / len(lengths) <= 15  # trust.md C24
    assert max(lengths) <= 26


def test_C24_every_programme_has_easy_words_with_pictures():
    file = kept("easy")
    drawn = set(pictures())

    assert sorted(file["programmes"]) == sorted(PERSONS)
    assert set(file["pictures"]) == drawn
    for slug, ideas in file["programmes"].items():
        lengths = [len(re.sub(r"[，。、？]", "", one["zh"])) for one in ideas]
        assert 3 <= len(ideas) <= 6, slug
        assert max(lengths) <= 15, slug
        for one in ideas:
            assert one["zh"].count("。") == 1, one
            assert all(byte[0] <= 0xD7 for byte in (sign.encode("gb2312") for sign in one["zh"])), one
            assert not HAN.search(one["en"])
            assert one["picture"] in drawn


def test_C24_the_page_shows_the_pictures_with_words_beside_them(client, db):
    page = client.get("/benefits/fuel_subsidy/").content.decode()

    assert page.count('role="img" aria-label="图：') == len(kept("easy")["programmes"]["fuel_subsidy"])
    assert "<span>给油钱。</span>" in page
