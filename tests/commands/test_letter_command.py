"""`chuntian letter`: of a case, or to a person; in three forms; issued once."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from tests.casework.county import County, Someone, moment

from chuntian.casework.models import Letter
from chuntian.commands import letter as module
from chuntian.commands.explain import command as explain

DAY = date(2024, 1, 10)


@pytest.fixture
def county(db, settings, tmp_path, monkeypatch):
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(module, "now", lambda: moment(date(2024, 3, 6)))
    county = County([Someone("阿一"), Someone("阿三", grade=3, dibao=None)])
    county.lists(date(2024, 1, 1))
    county.lists(date(2024, 3, 1))
    return county


@pytest.fixture
def case(county):
    return county.refused("阿三", DAY, staff="")


def ask(*arguments):
    return CliRunner().invoke(module.command, [str(one) for one in arguments])


def test_the_letter_of_a_case_is_issued_once_in_every_form_and_size(case, tmp_path):
    files = [tmp_path / name for name in ("a.pdf", "b.pdf", "c.pdf", "d.html", "e.txt", "again.pdf")]
    sizes = [[], ["--large"], ["--largest"], ["--large"], [], []]

    answers = [ask(case.pk, "--out", file, *size) for file, size in zip(files, sizes, strict=True)]

    assert [answer.exit_code for answer in answers] == [0] * 6
    assert Letter.objects.count() == 1
    assert files[0].read_bytes()[:5] == b"%PDF-"
    assert files[5].read_bytes() == files[0].read_bytes()
    assert len({file.read_bytes() for file in files[:3]}) == 3
    assert "font:18pt" in files[3].read_text(encoding="utf-8")
    assert "不予批准决定书" in files[4].read_text(encoding="utf-8")


def test_a_person_and_a_programme_give_a_notice(county, tmp_path):
    person = county.person("阿一")

    told = ask(person.pk, "--programme", "nursing_subsidy", "--out", tmp_path / "x.txt", "--demo", "--json")

    assert json.loads(told.output)["demo_parameters"] is True
    assert "您符合重度残疾人护理补贴的条件" in (tmp_path / "x.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(("1",), "没有这个申请"), (("1", "--programme", "nursing_subsidi"), "没有项目"),
     (("1", "--programme", "nursing_subsidy"), "没有这个人"),
     (("1", "--programme", "employment_security_levy"), "用人单位")],
)  # fmt: skip
def test_what_cannot_be_written_is_one_line(county, tmp_path, arguments, says):
    result = ask(*arguments, "--out", tmp_path / "x.pdf")

    assert result.exit_code == 1
    assert says in result.output
    assert not (tmp_path / "x.pdf").exists()


def test_another_ending_is_refused(county, tmp_path):
    assert ".pdf、.html 或 .txt" in ask("1", "--out", tmp_path / "x.docx").output


def test_explain_cuts_a_birth_date_to_year_and_age(county, tmp_path):
    asked = [str(county.person("阿三").pk), "--programme", "elderly_disabled_subsidy", "--on", "2024-03-06"]

    text = CliRunner().invoke(explain, asked).output

    assert "1970年（2024年3月6日时53周岁）" in text
    assert "1970-05-01" not in text
