"""A small law of made-up programmes for the tests of the engine: two subsidies and a levy, as simple as they can be."""

from datetime import date
from fractions import Fraction

import polars as pl

from chuntian.rules import (
    Condition,
    Exclusion,
    FactDeclaration,
    Kind,
    Law,
    ParameterBook,
    Programme,
    case,
    cash,
    fact,
    levy,
    max_of,
    min_of,
    param,
    place,
)

DAY = date(2024, 3, 1)
XIGU = "620104001201"
GRADES = {1: ("一级", "one"), 2: ("二级", "two"), 3: ("三级", "three"), 4: ("四级", "four")}

FACTS = [
    FactDeclaration("birth_date", Kind.DATE, "出生日期", "date of birth"),
    FactDeclaration("hukou", Kind.DIVISION, "户籍地", "household registration"),
    FactDeclaration("certificate_valid", Kind.BOOL, "残疾人证有效", "certificate in force"),
    FactDeclaration("components", Kind.COMPONENTS, "残疾类别等级", "disabilities"),
    FactDeclaration("grade", Kind.INT, "残疾等级", "grade", choices=GRADES),
    FactDeclaration(
        "dibao", Kind.TEXT, "低保", "dibao", choices={"none": "无", "household": "整户保", "single": "单人保"}
    ),
    FactDeclaration("tekun", Kind.BOOL, "特困供养", "tekun"),
    FactDeclaration("living_allowance_other", Kind.FEN, "其他生活类补贴", "other living allowance"),
    FactDeclaration("chosen", Kind.SLUGS, "本人选择", "chosen"),
    FactDeclaration("score", Kind.RATIO, "评分", "score"),
    FactDeclaration("kind", Kind.TEXT, "单位类型", "kind of employer", subject="employer"),
    FactDeclaration("staff", Kind.RATIO, "在职职工", "staff", subject="employer"),
    FactDeclaration("placed_weighted", Kind.RATIO, "已安置", "placed", subject="employer"),
    FactDeclaration("average_wage", Kind.RATIO, "平均工资", "average wage", subject="employer"),
]


def _row(value, division="620000", **more):
    return {"from": "2016-01-01", "division": division, "value": value, "source": "样例通知第一条", **more}


PARAMETERS = {
    "care.A": {"unit": "yuan", "document": "护理补贴标准文件", "values": [_row("100"), _row("150.50", "620104")]},
    "care.B": {"unit": "yuan", "document": "护理补贴标准文件", "values": [_row("50", "620104")]},
    "living": {"unit": "yuan", "document": "生活补贴标准文件", "values": []},
    "living.scope": {"unit": "bool", "document": "范围文件", "values": [_row(False)]},
    "fund.ratio": {"unit": "ratio", "values": [_row("0.015", "000000")]},
    "fund.social_average_wage": {
        "unit": "yuan per year",
        "document": "社平工资公告",
        "values": [_row("78000", "620100")],
    },
}

care = Programme(
    "care", "护理补贴", "care subsidy", "subsidies", cash("CNY per month"),
    conditions=[
        Condition("registered_here", fact.hukou.within(place), "户籍在本地", "registered here", "第一条"),
        Condition("certificate_valid", fact.certificate_valid, "残疾人证在有效期内", "certificate in force", "第一条"),
        Condition("severe", fact.grade.isin(1, 2), "残疾等级为一级或二级", "grade 1 or 2", "第二条"),
    ],
    exclusions=[Exclusion("tekun", fact.tekun, "已享受特困人员救助供养", "tekun", "第三条")],
    amount=case(
        (fact.components.has([1, 4, 5, 6], 1) | fact.components.has([5, 6], 2), param["care.A"]),
        (fact.components.has(grades=[1, 2]), param["care.B"]),
    ),
)  # fmt: skip

living = Programme(
    "living", "生活补贴", "living subsidy", "subsidies", cash("CNY per month"),
    conditions=[
        Condition("certificate_valid", fact.certificate_valid, "残疾人证在有效期内", "certificate in force", "第一条"),
        Condition("dibao", fact.dibao.isin("household", "single") | param["living.scope"], "享受低保", "on dibao", "第一条"),
        Condition("adult", fact.birth_date.age() >= 16, "年满十六周岁", "16 or older", "第一条"),
    ],
    exclusions=[
        Exclusion("higher", (fact.living_allowance_other > 0) & ~fact.chosen.contains("living"), "已选其他", "other", "第三条")
    ],
    amount=param["living"],
)  # fmt: skip

_gap = max_of(0, fact.staff * param["fund.ratio"] - fact.placed_weighted)
_base = min_of(fact.average_wage, param["fund.social_average_wage"].in_yuan() * 2)
employment_levy = Programme(
    "employment_levy", "残疾人就业保障金", "employment levy", "employment", levy(), subject="employer",
    conditions=[Condition("gap", _gap > 0, "安置不足", "gap", "第八条")],
    exclusions=[Exclusion("small", (fact.kind == "enterprise") & (fact.staff <= 30), "三十人以下企业", "small", "第四条")],
    amount=(
        _gap * _base
        * case((fact.placed_weighted >= fact.staff * Fraction(1, 100), Fraction(1, 2)), otherwise=Fraction(9, 10))
    ).round_half_up(),
)  # fmt: skip


def sample_law(*, parameters=PARAMETERS, programmes=(care, living, employment_levy)):
    """Make the law of the samples."""
    return Law(programmes, FACTS, ParameterBook.of(parameters))


def snapshot(rows, *, facts=FACTS, absent=()):
    """Lay out rows of (region, facts as the engine holds them) as a snapshot frame; leave out the columns named absent."""
    data = {
        "subject_id": pl.Series(range(1, len(rows) + 1), dtype=pl.Int64),
        "region": pl.Series([region for region, _ in rows], dtype=pl.String),
    }
    for one in facts:
        values = [given.get(one.name) for _, given in rows]
        if one.name in absent:
            continue
        if one.kind is Kind.RATIO:
            data[f"{one.name}.num"] = pl.Series([v if v is None else v.numerator for v in values], dtype=pl.Int64)
            data[f"{one.name}.den"] = pl.Series([v if v is None else v.denominator for v in values], dtype=pl.Int64)
        else:
            data[one.name] = pl.Series(values, dtype=DTYPES[one.kind])
    return pl.DataFrame(data)


DTYPES = {
    Kind.BOOL: pl.Boolean, Kind.INT: pl.Int32, Kind.FEN: pl.Int64, Kind.DATE: pl.Date, Kind.TEXT: pl.String,
    Kind.DIVISION: pl.String, Kind.COMPONENTS: pl.UInt64, Kind.SLUGS: pl.List(pl.String),
}  # fmt: skip
