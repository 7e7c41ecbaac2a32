"""
R-REH-01: three figures that are often taken for one. Persons and not times, each once a year.

The rate of service and the rate of fitting have those in need beneath, the reach has all holders and disabled children: Ankang
reports 96 % of the one beside 47 % of the other. Who died or moved away in the year leaves both parts. Screening rates of prevention are of all people
of a place, whom no list of ours holds: the health department reports them (reported.py), until then they are missing, with whom to
ask; what we know ourselves is who was screened along our chain.
"""

import polars as pl

from chuntian.indicators.expressions import alive_holder, children_aged, disabled_child, in_need
from chuntian.indicators.figures import Measure, MissingMeasure

REHABILITATION = [
    Measure(
        "basic_rehabilitation_rate",
        "基本康复服务率",
        "basic rehabilitation rate",
        "percent",
        "persons",
        in_need("rehabilitation"),
        "有康复需求的持证残疾人和残疾儿童中，本期得到至少一项基本康复服务的人；去世、迁出者不计入分子和分母（R-REH-01）",
        counted=pl.col("served.rehabilitation"),
        programmes=("precision_rehab", "child_rehab_relief"),
        numerator_name="已服务",
        denominator_name="有康复需求",
        needs_list="service_records",
    ),
    Measure(
        "basic_device_rate",
        "辅助器具适配率",
        "device fitting rate",
        "percent",
        "persons",
        in_need("device"),
        "有辅具需求的持证残疾人和残疾儿童中，本期适配至少一件基本辅具的人；未经评估发放的不算适配（R-REH-01、R-REH-03）",
        counted=pl.col("served.device"),
        programmes=("assistive_device_fitting",),
        numerator_name="已适配",
        denominator_name="有辅具需求",
        needs_list="service_records",
    ),
    Measure(
        "rehabilitation_reach",
        "康复服务覆盖面",
        "reach of rehabilitation",
        "percent",
        "persons",
        alive_holder | disabled_child,
        "全部持证残疾人和登记的残疾儿童中，本期得到康复服务或辅具的人，不论是否登记需求（R-REH-01：分母与服务率不同）",
        counted=pl.col("served.rehabilitation") | pl.col("served.device"),
        programmes=("precision_rehab",),
        numerator_name="已服务",
        denominator_name="持证残疾人和残疾儿童",
        needs_list="service_records",
    ),
]

PROGRAMME = ("prenatal_child_screening",)
HEALTH = "卫生健康部门"
ASK = "分母是当地全部人群，残联没有名单：请每年向卫生健康部门索取年度统计，在“部门报来的数”登记"


def _screened(slug: str, name: str, name_en: str, numerator: str, denominator: str) -> MissingMeasure:
    """Write a rate over all people of a place, which the health department counts."""
    definition = f"{numerator}人数除以{denominator}人数；由{HEALTH}统计，残联两人对照文件登记"
    return MissingMeasure(slug, name, name_en, "percent", definition, ASK, PROGRAMME, numerator, denominator, HEALTH)


PREVENTION = [
    Measure(
        "screened_children",
        "登记筛查的儿童",
        "children screened",
        "person",
        "persons",
        pl.col("alive") & children_aged(0, 17) & pl.col("served.screening"),
        "本期由医疗机构登记筛查并经双方确认的未满18周岁儿童，每人计一次（R-CHD-05）",
        programmes=("screen_diagnose_rehab_link",),
    ),
    _screened("prenatal_check_rate", "孕前检查率", "preconception check-ups", "接受检查的", "应检的孕前夫妇"),
    _screened("antenatal_screening_rate", "产前筛查率", "antenatal screening", "接受筛查的", "孕产妇"),
    _screened("child_screening_rate", "儿童残疾筛查率", "screening of children", "接受筛查的", "新生儿和0至6岁儿童"),
    _screened("immunisation_rate", "适龄儿童免疫规划疫苗接种率", "immunisation of children", "接种的", "适龄儿童"),
]  # fmt: skip
