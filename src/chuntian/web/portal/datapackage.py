"""An open data set: its two tables, and their description as a Data Package (datapackage.org) with the terms of DCAT beside it."""

import calendar
from collections.abc import Iterator
from datetime import date
from typing import Any

from chuntian.indicators.figures import UNITS
from chuntian.indicators.models import Publication
from chuntian.kernel.days import Month
from chuntian.places.regions import full_name
from chuntian.web.reading.published import LICENCES, licence_words

SPECIFICATION = "https://datapackage.org/profiles/2.0/datapackage.json"
STATES = {"shown": "published", "hidden": "suppressed", "band": "band", "missing": "missing"}
FIGURE_FIELDS = [
    ("division", "string", "行政区划代码，12位", "division code, 12 digits"),
    ("division_name", "string", "地方", "name of the division"),
    ("period_from", "date", "从哪一天算起", "first day counted"),
    ("period_to", "date", "算到哪一天", "last day counted; people are counted on this day"),
    ("measure", "string", "指标代码，见 measures.csv", "measure, see measures.csv"),
    ("name", "string", "指标名称", "name of the measure"),
    ("unit", "string", "单位", "unit"),
    ("value", "number", "数值；单位为%时是百分数，单位为元时是元", "value; percent where the unit is %, yuan where it is 元"),
    ("numerator", "integer", "分子", "numerator"),
    ("denominator", "integer", "分母", "denominator"),
    ("at_least", "number", "只说至少百分之几（band）", "told only as at least this percentage (band)"),
    ("at_most", "number", "只说至多百分之几（band）", "told only as at most this percentage (band)"),
    ("state", "string", "published 公布；band 只公布范围；suppressed 不公布；missing 暂缺", "published, band (a bound only), suppressed or missing"),
]  # fmt: skip
MEASURE_FIELDS = [
    ("measure", "string", "指标代码", "measure"),
    ("name", "string", "名称", "name in Chinese"),
    ("name_en", "string", "英文名称", "name in English"),
    ("unit", "string", "单位", "unit"),
    ("definition", "string", "定义", "definition, in Chinese"),
    ("numerator_name", "string", "分子是什么", "what the numerator counts, in Chinese"),
    ("denominator_name", "string", "分母是什么", "what the denominator counts, in Chinese"),
]
Table = tuple[list[str], list[list[Any]]]


def title(edition: Publication) -> str:
    """Name a data set."""
    return f"{full_name(edition.region)}残疾人事业指标（截至{edition.month}）"


def period(edition: Publication) -> tuple[date, date]:
    """Give the first and the last day that an edition counts."""
    month = Month.parse(edition.month)
    last = calendar.monthrange(month.year, month.month)[1]
    return date(month.year, 1, 1), date(month.year, month.month, last)


def figures_table(edition: Publication) -> Table:
    """Give every published cell; what is suppressed or missing has no number, and says which it is."""
    return [name for name, *_ in FIGURE_FIELDS], list(_figures(edition))


def _figures(edition: Publication) -> Iterator[list[Any]]:
    first, last = period(edition)
    own = {"code": edition.region, "name": full_name(edition.region)}
    for one in edition.figures:
        for cell in (one | own, *one["parts"]):
            yield [
                cell["code"], cell["name"], first.isoformat(), last.isoformat(), one["measure"], one["name"],
                UNITS[one["unit"]], _number(cell, one["unit"]), cell.get("numerator") if one["unit"] != "fen" else None,
                cell.get("denominator"), cell.get("at_least"), cell.get("at_most"), STATES[cell["state"]],
            ]  # fmt: skip


def _number(cell: dict[str, Any], unit: str) -> str | None:
    if cell["state"] != "shown":
        return None
    return cell["text"].replace(",", "") if unit == "fen" else cell["value"]


def measures_table(edition: Publication) -> Table:
    """Give the definition of every measure of an edition."""
    names = [name for name, *_ in MEASURE_FIELDS]
    return names, [[UNITS[one["unit"]] if name == "unit" else one[name] for name in names] for one in edition.figures]


def describe(edition: Publication) -> dict[str, Any]:
    """Describe a data set: what it is, of when and where, by whom it may be used, and each column of its files."""
    first, last = period(edition)
    _words, address = LICENCES.get(edition.licence, ("", ""))
    return {
        "$schema": SPECIFICATION,
        "name": f"chuntian-{edition.region[:6]}-{edition.month}",
        "id": str(edition.pk),
        "title": title(edition),
        "description": (
            "每个数字都有分子、分母和定义。1至10的人数不公布，能推算出来的也不公布，比例随人数一同隐去；几乎人人都有或都没有的，只公布范围。"
            "空格不是零：state 一栏说明是不公布还是暂缺。"
            + ("金额用了演示标准，不是文件规定；人员均为虚构。" if edition.demo_amounts else "")
        ),
        "version": edition.made_at.date().isoformat(),
        "created": edition.made_at.isoformat(timespec="seconds"),
        "licenses": [{"name": edition.licence, "path": address, "title": licence_words(edition.licence)}],
        "keywords": ["残疾人", "社会保障", "康复", "disability", "social protection"],
        "contributors": [{"title": f"{full_name(edition.region)}残疾人联合会", "roles": ["publisher"]}],
        "dct:spatial": {"code": edition.region, "name": full_name(edition.region)},
        "dct:temporal": {"startDate": first.isoformat(), "endDate": last.isoformat()},
        "dct:issued": edition.made_at.date().isoformat(),
        "dct:language": ["zh-Hans"],
        "resources": [
            _resource("figures", "各指标、各地方的数值", FIGURE_FIELDS),
            _resource("measures", "指标的定义", MEASURE_FIELDS),
        ],
    }


def _resource(name: str, words: str, fields: list[tuple[str, str, str, str]]) -> dict[str, Any]:
    return {
        "name": name, "path": f"{name}.csv", "title": words, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8-sig",
        "schema": {
            "fields": [
                {"name": column, "type": kind, "title": zh, "description": en} for column, kind, zh, en in fields
            ],
            "missingValues": [""],
        },
    }  # fmt: skip
