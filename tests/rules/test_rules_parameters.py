from datetime import date
from fractions import Fraction

import pytest

from chuntian.rules import Kind, MissingParameter, ParameterBook, ParameterError

DAY = date(2024, 3, 1)


def book(*rows, unit="yuan", overlay=None, **more):
    tables = [{"k": {"unit": unit, "document": "标准文件", "values": list(rows), **more}}]
    if overlay is not None:
        tables.append({"k": {"values": overlay}})
    return ParameterBook.of(*tables)


def row(value, division="620000", start="2016-01-01", **more):
    return {"from": start, "division": division, "value": value, "source": "通知第一条", **more}


@pytest.mark.parametrize(
    ("asked", "fen"),
    [
        ("620104001201", 100), ("620104001000", 200), ("620104002000", 300), ("620104", 300), ("620102", 400),
        ("622901", 500), ("110101", 600),
    ],
)  # fmt: skip
def test_the_most_special_division_wins(asked, fen):
    places = {"620104001201": "1", "620104001": "2", "620104": "3", "620100": "4", "620000": "5", "000000": "6"}
    parameters = book(*(row(value, place) for place, value in places.items()))

    assert parameters.resolve("k", asked, DAY).value == fen


@pytest.mark.parametrize(
    ("on", "fen"),
    [(date(2015, 12, 31), None), (date(2016, 1, 1), 100), (date(2018, 12, 31), 100), (date(2019, 1, 1), 250)],
)
def test_a_value_holds_from_its_day_until_the_next(on, fen):
    parameters = book(row("1"), row("2.50", start="2019-01-01"))

    found = parameters.resolve("k", "620104", on)

    assert (None if isinstance(found, MissingParameter) else found.value) == fen


def test_a_value_that_ended_is_missing_and_the_old_one_does_not_come_back():
    parameters = book(row("1"), row("2", start="2019-01-01", to="2020-12-31"))

    assert parameters.resolve("k", "620104", date(2021, 1, 1)) == MissingParameter("k", "标准文件")


def test_an_overlay_fills_a_gap_but_never_replaces_a_sourced_value():
    parameters = book(row("1", "620000"), overlay=[row("9", "620104"), row("7", "610900")])

    assert parameters.resolve("k", "620104", DAY).value == 100
    filled = parameters.resolve("k", "610900", DAY)
    assert (filled.value, filled.demo) == (700, True)


@pytest.mark.parametrize(
    ("unit", "given", "kind", "value"),
    [
        ("yuan per month", "100.05", Kind.FEN, 10005), ("yuan", 3500, Kind.FEN, 350000), ("ratio", "0.015", Kind.RATIO, Fraction(3, 200)),
        ("ratio", "1/3", Kind.RATIO, Fraction(1, 3)), ("bool", "是", Kind.BOOL, True), ("text", "literal", Kind.TEXT, "literal"),
        ("working days", 10, Kind.INT, 10),
    ],
)  # fmt: skip
def test_values_are_read_exactly(unit, given, kind, value):
    parameters = book(row(given), unit=unit)

    assert parameters.declaration("k").kind is kind
    assert parameters.resolve("k", "620104", DAY).value == value


@pytest.mark.parametrize(
    ("rows", "unit", "says"),
    [
        ([row(0.015)], "ratio", "float"), ([row("1.005")], "yuan", "not a fen"), ([{"from": "2016-01-01", "value": "1"}], "yuan", "source"),
        ([row("1"), row("2")], "yuan", "in force"), ([row("1", "62x")], "yuan", "行政区划"), ([], "", "unit"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_key(rows, unit, says):
    with pytest.raises(ParameterError, match=says) as caught:
        book(*rows, unit=unit)
    assert "k" in str(caught.value)


def test_files_are_loaded_by_name_and_layered(tmp_path):
    for folder, place in (("law", "620000"), ("demo", "620104")):
        (tmp_path / folder / "care").mkdir(parents=True)
        text = f'unit: yuan\ndocument: 文件\nvalues:\n  - {{from: 2016-01-01, division: "{place}", value: "80", source: x}}\n'
        (tmp_path / folder / "care" / "sub.care.A.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "law" / "care" / "sub.care.B.yaml").write_text(
        "unit: yuan\ndocument: 文件\nvalues: []\n", encoding="utf-8"
    )

    parameters = ParameterBook.load(tmp_path / "law", tmp_path / "demo")

    assert parameters.keys() == ["sub.care.A", "sub.care.B"]
    assert not parameters.resolve("sub.care.A", "620104", DAY).demo
    assert parameters.resolve("sub.care.B", "620104", DAY) == MissingParameter("sub.care.B", "文件")


def test_a_change_wins_over_every_layer():
    parameters = book(row("1", "620104")).changed({"k": [{"division": "620000", "value": "3"}]})

    assert parameters.resolve("k", "620104", DAY).value == 300
    with pytest.raises(ParameterError, match="nowhere"):
        parameters.changed({"nowhere": "1"})
