"""The annual work report of a federation, in the manner of the reports it is modelled on (seeds 1 to 5)."""

from datetime import date

import polars as pl

from chuntian.formats.document import BarChart, Document, Heading, Paragraph, Table, join, plain
from chuntian.indicators.catalogue import PAID_PROGRAMMES
from chuntian.indicators.compute import by_division, figures_of
from chuntian.indicators.data import Data
from chuntian.indicators.disclosure import published_column
from chuntian.indicators.plans import plan_lines
from chuntian.kernel.divisions import prefix
from chuntian.places.regions import division_name
from chuntian.reports.binding import Binding

DEMO_WARNING = "演示数据：人员均为虚构；补贴标准为演示值，不是任何地方的现行标准，不得引用。"

SECTIONS: list[tuple[str, list[str]]] = [
    ("基本情况", [
        "截至{period}末，{place}持证残疾人{{certificate_holders}}，其中一、二级重度残疾人{{severe_holders}}，未满18周岁的残疾儿童{{child_holders}}，涉及残疾人家庭{{households_with_holders}}。",
        "其中，纳入最低生活保障{{holders_on_dibao}}，",
        "特困人员{{holders_tekun}}。",
    ]),
    ("社会保障更加有力", [
        "会同民政、财政部门落实残疾人“两项补贴”，困难残疾人生活补贴惠及{{living_subsidy.persons_paid}}，累计发放{{living_subsidy.months_paid}}、{{living_subsidy.amount_paid}}；",
        "重度残疾人护理补贴惠及{{nursing_subsidy.persons_paid}}，累计发放{{nursing_subsidy.months_paid}}、{{nursing_subsidy.amount_paid}}。",
        "至期末，生活补贴覆盖率{{living_subsidy_coverage}}，",
        "护理补贴覆盖率{{nursing_subsidy_coverage}}。",
        "符合条件的残疾人纳入低保比例{{dibao_coverage}}；",
        "城乡居民基本养老保险参保率{{pension_coverage}}，",
        "城乡居民基本医疗保险参保率{{medical_coverage}}。",
    ]),
    ("康复服务精准到人", [
        "为{{served.rehabilitation}}残疾人提供基本康复服务{{served.rehabilitation.times}}，有需求者的服务覆盖率{{basic_rehabilitation_coverage}}；",
        "适配辅助器具{{served.device.times}}、{{served.device}}，适配率{{device_fitting_rate}}。",
    ]),
    ("无障碍与托养服务延伸到家", [
        "完成困难重度残疾人家庭无障碍改造{{home_accessibility_households}}；",
        "为{{served.care}}残疾人提供托养和照护服务{{served.care.times}}。",
    ]),
    ("教育与技能", [
        "适龄残疾儿童少年义务教育入学率{{compulsory_schooling}}；",
        "开展职业技能培训，{{vocational_training}}残疾人参加。",
    ]),
    ("底数更加清楚", [
        "完成持证残疾人基本状况调查，调查完成率{{survey_completion}}，入户调查率{{home_visit_rate}}，手机APP采集率{{app_collection_rate}}。",
    ]),
]  # fmt: skip


def annual_report(*, data: Data, plan: str | None, made_on: date) -> Document:
    """
    Write the annual report of the region and period of `data`.

    :param plan: the plan whose indicators are put beside the figures, if there is one for the place.
    """
    place = division_name(data.region)
    binding = Binding(data)
    document = Document(
        f"{place}残疾人联合会{data.period}工作报告", f"{made_on.year}年{made_on.month}月{made_on.day}日"
    )
    document.warning = DEMO_WARNING if data.uses_demo_amounts else ""
    document.add(plain(OPENING.format(place=place, period=data.period)))
    for heading, templates in SECTIONS:
        _add_section(document, binding, heading, [text.format(place=place, period=data.period) for text in templates])
        if heading.startswith("社会保障"):
            _add_payments(document, binding)
    _add_plan(document, binding, plan)
    _add_gaps(document, binding)
    document.add(Heading("附：数据清单"), binding.list_of_figures())
    return document


OPENING = "残疾人事业是“春天的事业”。{period}，{place}残疾人联合会紧扣主动发现、精准发放、动态监管，各项工作情况如下。文中每个数字后的方括号为数据清单序号。"


def _add_section(document: Document, binding: Binding, heading: str, templates: list[str]) -> None:
    bound = binding.sentences(templates)
    if bound:
        document.add(_numbered(document, heading), join(_ended(bound)))


def _numbered(document: Document, text: str) -> Heading:
    """Number a section by its place, so that a section left out leaves no gap."""
    before = sum(isinstance(block, Heading) for block in document.blocks)
    return Heading(f"{'一二三四五六七八九十'[before]}、{text}")


def _ended(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """End the last clause of a paragraph with a full stop, whichever clauses were left out."""
    *head, last = paragraphs[-1].runs
    if isinstance(last, str) and last[-1] in "，；、":
        last = last[:-1] + "。"
    return [*paragraphs[:-1], Paragraph((*head, last))]


# The divisions that a table of a place counts by: those of the next level.
BELOW = {2: (4, "市（州）"), 4: (6, "县（市、区）"), 6: (9, "乡镇（街道）"), 9: (12, "村（社区）")}


def _add_payments(document: Document, binding: Binding) -> None:
    data = binding.data
    frame = data.frame("payments").filter(pl.col("state") == "paid")
    if frame.is_empty():
        return
    document.add(_payment_chart(data, frame))
    if len(prefix(data.region)) in BELOW:
        document.add(_division_table(data))


def _payment_chart(data: Data, frame: pl.DataFrame) -> BarChart:
    months = [f"{data.period.year}-{month:02d}" for month in range(1, data.period.last_month.month + 1)]
    series = []
    for slug, name in PAID_PROGRAMMES.items():
        sums = dict(
            frame.filter(pl.col("programme") == slug).group_by("paid_in").agg(pl.col("amount_fen").sum()).iter_rows()
        )
        series.append((name, tuple(sums.get(month, 0) / 1_000_000 for month in months)))  # bars only: 万元
    summary = (
        "；".join(
            f"{name}有发放的月份每月{min(filter(None, values), default=0):,.2f}万元至{max(values):,.2f}万元"
            for name, values in series
        )
        + "。"
    )
    labels = tuple(f"{int(month[5:])}月" for month in months)  # months without a payment stay as empty places
    return BarChart("两项补贴按月发放金额", summary, labels, tuple(series), "万元")


def _division_table(data: Data) -> Table:
    level, word = BELOW[len(prefix(data.region))]
    columns = {slug: by_division(data, f"{slug}.persons_paid", level) for slug in PAID_PROGRAMMES}
    towns = sorted({code for figures in columns.values() for code in figures})
    shown = {
        slug: published_column({code: figures[code].numerator or 0 for code in figures})
        for slug, figures in columns.items()
    }
    rows = [(division_name(code), *(_cell(shown[slug].get(code, 0)) for slug in PAID_PROGRAMMES)) for code in towns]
    headings = (word, *(f"{name}（人）" for name in PAID_PROGRAMMES.values()))
    return Table(f"各{word}领取人数", headings, tuple(rows), "＊ 人数不足11人或可由其推算，不予公布。")


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _add_plan(document: Document, binding: Binding, plan: str | None) -> None:
    if plan is None:
        return
    rows = []
    for line in plan_lines(figures_of(binding.data), plan):
        binding.figure(line.figure.slug)
        reached = {True: "已达到", False: "未达到", None: "—"}[line.reached]
        value = f"{line.figure.text}{line.figure.unit_zh}" if line.figure.value is not None else "暂缺"
        item = line.indicator
        rows.append((str(item.number), item.name, item.baseline_text, item.target_text, item.attribute, value, reached))
    headings = ("序号", "指标", "2020年", "2025年目标", "属性", str(binding.data.period), "与目标比")
    document.add(
        _numbered(document, "规划指标"),
        Table("“十四五”规划主要指标", ("编号", *headings[1:]), tuple(rows), "", (3, 12, 6, 9, 6, 7, 6)),
    )


def _add_gaps(document: Document, binding: Binding) -> None:
    gaps = binding.gaps()
    if gaps:
        text = "；".join(f"{found.name}——{found.missing_reason}" for found in gaps)
        document.add(_numbered(document, "尚缺的数据"), plain(f"以下数据暂缺，未以零或估计代替：{text}。"))
