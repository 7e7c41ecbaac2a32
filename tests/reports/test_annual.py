"""The annual report: sentences in Chinese whose every number is a figure, gaps told as gaps."""

import io
import re
from datetime import date

import pytest
from docx import Document as read_word
from tests.casework.county import County, Someone, moment

from chuntian.formats.document import Heading, Paragraph, Table
from chuntian.formats.word import to_word
from chuntian.indicators.catalogue import measure
from chuntian.indicators.compute import figure
from chuntian.indicators.data import Data
from chuntian.indicators.periods import Period
from chuntian.places.operations import load_packaged
from chuntian.reports.annual import DEMO_WARNING, annual_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def data():
    load_packaged(within="620104")
    county = County([Someone("甲一"), Someone("乙二", grade=3), Someone("丙三", grade=2, dibao=None)])
    county.lists(date(2024, 12, 1))
    county.decide("2024-12", programmes=["living_subsidy", "nursing_subsidy"])
    return Data("620104000000", Period(2024), county.law, moment(date(2024, 12, 31)))


def report(data, plan="xigu_2021_2025"):
    return annual_report(data=data, plan=plan, made_on=date(2025, 1, 10))


def test_every_number_in_a_sentence_is_a_figure_of_the_list(data):
    document = report(data)

    listed = next(block for block in document.blocks if isinstance(block, Table) and block.caption == "数据清单")
    by_note = {row[0]: row[5] for row in listed.rows}
    references = [
        run
        for block in document.blocks
        if isinstance(block, Paragraph)
        for run in block.runs
        if not isinstance(run, str)
    ]
    assert references
    assert all(by_note[str(one.note)] == one.slug for one in references)
    assert all(one.text.startswith(figure(data, measure(one.slug)).text) for one in references)


def test_no_number_is_typed_by_hand_into_a_sentence(data):
    document = report(data)

    for block in document.blocks:
        if isinstance(block, Paragraph) and any(not isinstance(run, str) for run in block.runs):
            typed = "".join(run for run in block.runs if isinstance(run, str))
            left = re.sub(r"2024年末?|未满18周岁|一、二级", "", typed)
            assert not re.search(r"\d", left)


def test_a_missing_figure_is_a_gap_and_never_a_zero(data):
    document = report(data)

    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    gaps = next(text for text in texts if text.startswith("以下数据暂缺"))
    assert "基本医疗保险" in gaps
    assert not any("医疗保险参保率0" in text for text in texts)


def test_demo_amounts_are_marked_on_the_first_page(data):
    assert report(data).warning == DEMO_WARNING


def test_the_sentences_end_as_sentences(data):
    paragraphs = [block.text for block in report(data).blocks if isinstance(block, Paragraph)]

    assert all(text.endswith("。") for text in paragraphs)
    assert not any("，。" in text or "；。" in text or "{" in text for text in paragraphs)


def test_the_word_file_opens_with_its_sections(data):
    word = read_word(io.BytesIO(to_word(report(data))))

    headings = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Heading 1"]
    assert headings[0] == "一、基本情况"
    assert headings[-1] == "附：数据清单"
    assert "西固区残疾人联合会2024年工作报告" in word.paragraphs[0].text


def test_a_place_without_a_plan_has_no_plan_section(data):
    headings = [block.text for block in report(data, plan=None).blocks if isinstance(block, Heading)]

    assert not any("规划" in heading for heading in headings)
