"""`chuntian decide`: every programme for everyone of a region for a month, in one pass."""

import click

from chuntian.commands.common import Failure, answer, in_demo, json_option, now, progress, set_up_django
from chuntian.commands.region import region_of

LABELS = {"eligible": "符合", "not_eligible": "不符合", "unknown": "不能确定"}


@click.command("decide")
@click.option("--region", default=None, help="行政区划代码，默认本机构所在地 · division code, default: the home region")
@click.option("--month", default=None, metavar="YYYY-MM", help="哪个月，默认本月 · the month")
@click.option("--programme", "slugs", multiple=True, help="只判定这些项目 · only these programmes")
@click.option(
    "--demo", is_flag=True, help="用演示参数补足缺失的标准（虚构） · fill missing parameters with invented values"
)
@json_option
def command(region, month, slugs, demo, as_json) -> None:
    """对辖区内所有人判定一个月的各项待遇。Decide every programme for everyone, one month, one pass."""
    set_up_django()
    from chuntian.casework.operations import NothingToDecide, decide_month
    from chuntian.kernel.days import Month, MonthError
    from chuntian.standards import queries as standards

    at, region = now(), region_of(region)
    try:
        wanted = str(Month.parse(month)) if month else str(Month.of(at.date()))
        with progress(f"判定 {wanted}", 1, quiet=as_json) as step:
            run = decide_month(
                region=region,
                month=wanted,
                law=standards.law(demo=demo or in_demo()),
                by="command",
                at=at,
                programmes=list(slugs) or None,
            )
            step(1)
    except (NothingToDecide, MonthError) as why:
        raise Failure(str(why)) from why
    answer(_json(run), as_json, _text)


def _json(run) -> dict:
    return {
        "run": run.pk, "region": run.region, "month": run.month, "on": run.on, "rows": run.rows, "counts": run.counts,
        "missing_parameters": run.missing, "law_version": run.law_version, "demo_parameters": run.demo_parameters,
        "file": run.path, "sha256": run.sha256,
    }  # fmt: skip


def _text(data: dict) -> str:
    lines = [f"{data['month']} 判定完成：{data['rows']} 人，判定日 {data['on']}，判定编号 {data['run']}"]
    for slug, counts in data["counts"].items():
        lines.append(f"  {slug:32s} " + "  ".join(f"{LABELS[name]} {counts[name]}" for name in LABELS))
    for key, one in data["missing_parameters"].items():
        lines.append(f"  缺少标准 {key}：请取得 {one['document'] or '有关文件'}")
    if data["demo_parameters"]:
        lines.append("  注意：使用了虚构的演示标准 · invented demo parameters took part")
    return "\n".join(lines)
