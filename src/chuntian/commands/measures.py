"""`chuntian measures`: figures of a place and period, beside a plan, down to the rows behind one of them."""

import click

from chuntian.commands.common import Failure, answer, json_option, now, set_up_django


@click.command("measures")
@click.option("--plan", default=None, help="规划代码，例如 xigu_2021_2025 · put the plan's targets beside the figures")
@click.option("--year", type=int, default=None, help="年份，默认为今年 · the year")
@click.option("--month", type=click.IntRange(1, 12), default=None, help="截至几月 · up to this month")
@click.option("--region", default=None, help="行政区划代码，默认为本机构所在地 · division code")
@click.option("--open", "slug", default=None, help="打开一个指标，列出构成它的记录 · show the rows behind one measure")
@click.option(
    "--by-division", "level", type=click.Choice(["county", "town", "village"]), default=None, help="按下级区划分列"
)
@click.option("--limit", type=int, default=50, show_default=True, help="最多列出多少条记录 · rows shown")
@json_option
def command(plan, year, month, region, slug, level, limit, as_json) -> None:
    """指标：分子、分母、单位、定义，并可打开到每一条记录。Figures that open down to the records behind them."""
    set_up_django()
    from chuntian.indicators.catalogue import UnknownMeasure

    data = _data(region, year, month)
    try:
        if level:
            _show_divisions(data, slug, level, as_json)
        elif slug:
            _show_rows(data, slug, limit, as_json)
        elif plan:
            _show_plan(data, plan, as_json)
        else:
            _show_all(data, as_json)
    except UnknownMeasure as why:
        raise Failure(str(why)) from why


def _data(region, year, month):
    from chuntian.commands.region import region_of
    from chuntian.indicators.data import Data
    from chuntian.indicators.periods import Period
    from chuntian.standards import queries as standards

    moment = now()
    return Data(region_of(region), Period(year or moment.year, month), standards.law(), moment)


def _show_all(data, as_json) -> None:
    from chuntian.indicators.compute import compute

    figures = [found.as_dict() for found in compute(data)]
    answer(
        {"region": data.region, "period": str(data.period), "figures": figures},
        as_json,
        lambda shown: "\n".join(_line(item) for item in shown["figures"]),
    )


def _line(item: dict) -> str:
    if item["value"] is None:
        return f"{item['slug']:<34}{item['name']}：暂缺（{item['missing_reason']}）"
    parts = "" if item["denominator"] is None else f"  = {item['numerator']:,} ÷ {item['denominator']:,}"
    unknown = f"  另有 {item['unknown']:,} 人信息不全" if item["unknown"] else ""
    return f"{item['slug']:<34}{item['name']}：{item['text']}{item['unit_zh']}{parts}{unknown}"


def _show_rows(data, slug, limit, as_json) -> None:
    from chuntian.indicators.catalogue import measure
    from chuntian.indicators.compute import figure, open_rows

    found, rows = figure(data, measure(slug)), open_rows(data, slug)
    shown = rows.head(limit)
    keep = [
        name
        for name in (
            "subject_id",
            "region",
            "included",
            "counted",
            "programme",
            "period",
            "amount_fen",
            "item",
            "delivered_on",
            "outcome",
            "grade",
            "household_id",
        )
        if name in shown.columns
    ]
    result = {"figure": found.as_dict(), "rows": shown.select(keep).to_dicts() if keep else [], "total_rows": len(rows)}
    answer(
        result,
        as_json,
        lambda given: "\n".join(
            [
                _line(given["figure"]),
                given["figure"]["definition"],
                f"共 {given['total_rows']:,} 条，列出 {len(given['rows'])} 条（--limit 可改）",
                *(_row(row) for row in given["rows"]),
            ]
        ),
    )


def _row(row: dict) -> str:
    return "  ".join(f"{name}={'未知' if value is None else value}" for name, value in row.items())


def _show_plan(data, plan, as_json) -> None:
    from chuntian.indicators.compute import figures_of
    from chuntian.indicators.plans import plan_lines

    lines = [
        {"number": line.indicator.number, "name": line.indicator.name, "baseline": line.indicator.baseline_text,
         "target": line.indicator.target_text, "attribute": line.indicator.attribute, "reached": line.reached, "figure": line.figure.as_dict()}
        for line in plan_lines(figures_of(data), plan)
    ]  # fmt: skip

    def text(shown):
        return "\n".join(
            f"{item['number']:>2}. {item['name']}  2020年 {item['baseline']}  目标 {item['target']}（{item['attribute']}）  现 {item['figure']['text']}{item['figure']['unit_zh'] if item['figure']['value'] is not None else ''}"
            for item in shown["lines"]
        )

    answer({"plan": plan, "region": data.region, "period": str(data.period), "lines": lines}, as_json, text)


def _show_divisions(data, slug, level, as_json) -> None:
    from chuntian.indicators.compute import by_division
    from chuntian.places.regions import division_name

    if slug is None:
        raise Failure("--by-division 要与 --open 指标代码 一起使用 · use --by-division together with --open MEASURE")
    figures = by_division(data, slug, {"county": 6, "town": 9, "village": 12}[level])
    rows = [{"division": code, "name": division_name(code), **found.as_dict()} for code, found in figures.items()]
    answer(
        rows,
        as_json,
        lambda shown: "\n".join(f"{row['division']} {row['name']}：{row['text']}{row['unit_zh']}" for row in shown),
    )
