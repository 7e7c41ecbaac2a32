"""Values laid over the files' values: no day has two, none is lost, the next one still comes."""

from datetime import date

import pytest

from chuntian.rules import MissingParameter, ParameterError
from chuntian.rules.enacting import enacted
from chuntian.rules.parameters import ParameterBook

TABLE = {
    "rate": {
        "unit": "CNY per month", "document": "文件甲",
        "values": [
            {"from": "2024-01-01", "division": "620104", "value": "100", "source": "甲"},
            {"from": "2025-01-01", "division": "620104", "value": "120", "source": "乙"},
            {"from": "2020-01-01", "division": "620000", "value": "80", "source": "丙"},
        ],
    }
}  # fmt: skip
DEMO = {"rate": {"values": [{"from": "2000-01-01", "value": "1", "source": "演示"}]}}


def change(value, first, last=None, division="620104"):
    return "rate", {"division": division, "from": first, "to": last, "value": value, "source": "丁"}


def said(book, day, division="620104"):
    found = book.resolve("rate", division, date.fromisoformat(day))
    return None if isinstance(found, MissingParameter) else found.text


def test_an_open_value_stands_until_the_next_one_begins():
    book = enacted(ParameterBook.of(TABLE), [change("110", "2024-07-01")])

    days = ["2024-06-30", "2024-07-01", "2024-12-31", "2025-01-01"]
    assert [said(book, day) for day in days] == ["100", "110", "110", "120"]


def test_a_value_with_an_end_leaves_the_old_one_on_both_sides():
    book = enacted(ParameterBook.of(TABLE), [change("110", "2024-03-01", "2024-03-31")])

    assert [said(book, day) for day in ("2024-02-29", "2024-03-01", "2024-03-31", "2024-04-01")] == [
        "100",
        "110",
        "110",
        "100",
    ]


def test_the_later_change_stands_over_the_earlier():
    book = enacted(ParameterBook.of(TABLE), [change("110", "2024-07-01"), change("115", "2024-07-01")])

    assert said(book, "2024-08-01") == "115"


def test_a_wider_place_does_not_reach_over_a_county_s_own_value():
    book = enacted(ParameterBook.of(TABLE), [change("95", "2024-01-01", division="620100")])

    assert said(book, "2024-08-01") == "100"
    assert said(book, "2024-08-01", "620102") == "95"
    assert said(book, "2024-08-01", "620200") == "80"


def test_an_approved_value_is_none_of_the_invented_ones():
    book = enacted(ParameterBook.of({"rate": {"unit": "CNY", "values": []}}, DEMO), [change("5", "2024-01-01")])

    assert (said(book, "2023-12-31"), said(book, "2024-01-01")) == ("1", "5")
    assert not book.resolve("rate", "620104", date(2024, 1, 1)).demo


@pytest.mark.parametrize("key", ["rate", "other"])
def test_what_does_not_fit_is_refused(key):
    with pytest.raises(ParameterError):
        enacted(ParameterBook.of(TABLE), [(key, {"from": "2024-01-01", "value": "viel", "source": "丁"})])
