"""
The measures, each declared once.

Formulas of rates: rules.md R-SUB-10 (coverage), R-REH-01 (rehabilitation, devices), R-SUR-05 (survey); the eleven
indicators of 专栏1 of the Xigu plan carry the slug that the plan file names.
"""

from functools import cache

import polars as pl

from chuntian.indicators.expressions import (
    SEVERE,
    alive_holder,
    children_aged,
    items,
    on_dibao,
)
from chuntian.indicators.figures import Measure, MissingMeasure
from chuntian.indicators.plan_measures import PLAN_MEASURES
from chuntian.indicators.rehabilitation import PREVENTION, REHABILITATION

HOLDERS = [
    Measure(
        "certificate_holders",
        "持证残疾人",
        "certificate holders",
        "person",
        "persons",
        alive_holder,
        "期末户籍在本地、残疾人证在有效期内、在世的人",
    ),
    Measure(
        "severe_holders",
        "重度残疾人",
        "persons with severe disabilities",
        "person",
        "persons",
        alive_holder & SEVERE,
        "持证残疾人中残疾等级为一级或二级的人",
    ),
    Measure(
        "holders_on_dibao",
        "低保残疾人",
        "holders on dibao",
        "person",
        "persons",
        alive_holder & on_dibao,
        "持证残疾人中期末在低保名单上的人",
        programmes=("minimum_living_allowance",),
        needs_list="dibao",
    ),
    Measure(
        "holders_tekun",
        "特困残疾人",
        "holders in extreme poverty",
        "person",
        "persons",
        alive_holder & pl.col("tekun"),
        "持证残疾人中期末在特困人员名单上的人",
        programmes=("extreme_poverty_support",),
        needs_list="tekun",
    ),
    Measure(
        "child_holders",
        "残疾儿童",
        "children with a certificate",
        "person",
        "persons",
        alive_holder & children_aged(0, 17),
        "持证残疾人中期末未满18周岁的人",
    ),
    Measure(
        "households_with_holders",
        "残疾人家庭",
        "households with a holder",
        "household",
        "persons",
        alive_holder & pl.col("household_id").is_not_null(),
        "有持证残疾人的家庭，每户计一次",
        distinct="household_id",
    ),
]

SURVEY = [
    Measure(
        "home_visit_rate",
        "入户调查率",
        "home visit rate",
        "percent",
        "survey",
        pl.col("surveyable"),
        "入户调查人数，除以可调查人数 N（R-SUR-05：N 不含去世、迁出、失联者，不是全部持证人）",
        counted=pl.col("outcome") == "home",
        programmes=("basic_status_survey",),
        numerator_name="入户",
        denominator_name="可调查 N",
        needs_list="survey",
    ),
    Measure(
        "app_collection_rate",
        "手机APP采集率",
        "collected by app",
        "percent",
        "survey",
        pl.col("surveyable"),
        "用手机APP采集的人数，除以可调查人数 N（R-SUR-05）",
        counted=pl.col("by_app"),
        programmes=("basic_status_survey",),
        numerator_name="APP采集",
        denominator_name="可调查 N",
        needs_list="survey",
    ),
    Measure(
        "survey_completion",
        "调查完成率",
        "survey completion",
        "percent",
        "survey",
        pl.lit(True),
        "已完成与核实无法调查者之和，除以全部调查对象（R-SUR-05）",
        counted=pl.col("outcome").is_not_null(),
        programmes=("basic_status_survey",),
        numerator_name="完成或核实",
        denominator_name="全部对象",
        needs_list="survey",
    ),
]


def programme_totals(slug: str, name: str) -> list[Measure]:
    """Give the three totals of a programme that pays: persons, months and money."""
    rows = (pl.col("programme") == slug) & (pl.col("state") == "paid")
    return [
        Measure(
            f"{slug}.persons_paid",
            f"{name}：领取人数",
            f"{slug}: persons paid",
            "person",
            "payments",
            rows,
            "本期至少一次发放成功的人，每人计一次",
            programmes=(slug,),
        ),
        Measure(
            f"{slug}.months_paid",
            f"{name}：发放人月",
            f"{slug}: months paid",
            "person_month",
            "payments",
            rows,
            "本期发放成功的所属月份数（一人一月计一次）",
            distinct="person_period",
            programmes=(slug,),
        ),
        Measure(
            f"{slug}.amount_paid",
            f"{name}：发放金额",
            f"{slug}: amount paid",
            "fen",
            "payments",
            rows,
            "本期银行回盘成功的金额合计",
            amount="amount_fen",
            programmes=(slug,),
        ),
    ]


def service_totals() -> list[Measure]:
    """Give the persons and times served, by kind of service."""
    kinds = {"rehabilitation": "康复服务", "device": "辅具适配", "care": "托养照护"}
    persons = [
        Measure(
            f"served.{slug}",
            f"{name}：服务人数",
            f"{slug}: persons served",
            "person",
            "services",
            items(slug),
            "本期得到服务的人，每人计一次",
            needs_list="service_records",
        )
        for slug, name in kinds.items()
    ]
    times = [
        Measure(
            f"served.{slug}.times",
            f"{name}：服务人次",
            f"{slug}: times served",
            "time",
            "services",
            items(slug),
            "本期服务次数",
            distinct="row_id",
            needs_list="service_records",
        )
        for slug, name in kinds.items()
    ]
    return persons + times


PAID_PROGRAMMES = {"living_subsidy": "困难残疾人生活补贴", "nursing_subsidy": "重度残疾人护理补贴"}


def all_measures() -> list[Measure | MissingMeasure]:
    """Give every measure in the order of the report."""
    return list(_every().values())


@cache
def _every() -> dict[str, Measure | MissingMeasure]:
    paid_out = [measure for slug, name in PAID_PROGRAMMES.items() for measure in programme_totals(slug, name)]
    ordered = [*HOLDERS, *PLAN_MEASURES, *REHABILITATION, *PREVENTION, *SURVEY, *paid_out, *service_totals()]
    return {one.slug: one for one in ordered}


def measure(slug: str) -> Measure | MissingMeasure:
    """
    Find a measure by its slug.

    :raises UnknownMeasure: there is none; the message names those that exist.
    """
    if slug in _every():
        return _every()[slug]
    raise UnknownMeasure(f"没有名为 {slug} 的指标，可用：{', '.join(item.slug for item in all_measures())}")


class UnknownMeasure(LookupError):
    """No measure has this slug."""
