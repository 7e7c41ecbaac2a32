"""The day a data folder lives in."""

import json
from datetime import date, datetime

import pytest

from chuntian.kernel.clock import CHINA, DEMO_MARK, demo_day, moment


def test_an_ordinary_folder_lives_today(tmp_path):
    before = datetime.now(CHINA)

    found = moment(tmp_path)

    assert demo_day(tmp_path) is None
    assert before <= found <= datetime.now(CHINA)


def test_a_demo_folder_lives_on_the_last_day_of_its_story(tmp_path):
    (tmp_path / DEMO_MARK).write_text(json.dumps({"demo": True, "today": "2024-12-31"}))

    assert demo_day(tmp_path) == date(2024, 12, 31)
    assert moment(tmp_path).date() == date(2024, 12, 31)


@pytest.mark.parametrize("marked", [{"demo": True}, {"demo": True, "today": ""}])
def test_a_demo_that_has_not_ended_lives_today(tmp_path, marked):
    (tmp_path / DEMO_MARK).write_text(json.dumps(marked))

    assert demo_day(tmp_path) is None
