"""`chuntian discover`: the difference between decisions and what is running becomes work."""

import click

from chuntian.commands.common import Failure, answer, json_option, now, set_up_django
from chuntian.commands.region import region_of


@click.command("discover")
@click.option("--region", default=None, help="行政区划代码，默认本机构所在地 · division code, default: the home region")
@click.option("--month", default=None, metavar="YYYY-MM", help="哪个月，默认本月 · the month")
@json_option
def command(region, month, as_json) -> None:
    """把判定与实际发放的差异变成任务：告知、停发核查、补充信息。Differences into work."""
    set_up_django()
    from chuntian.casework.enums import TaskKind
    from chuntian.casework.operations import discover
    from chuntian.casework.queries import current_run
    from chuntian.kernel.days import Month

    at, region = now(), region_of(region)
    wanted = month or str(Month.of(at.date()))
    run = current_run(region, wanted)
    if run is None:
        raise Failure(f"{wanted} 尚未判定，请先运行 chuntian decide --region {region} --month {wanted}")
    opened = discover(run=run, by="command", at=at)
    labels = {kind.value: kind.label for kind in TaskKind} | {"fell_away": "情况变化而撤销"}

    def text(data: dict) -> str:
        found = "，".join(f"{labels[kind]} {count}" for kind, count in data["opened"].items())
        return f"{data['month']} 发现的任务：{found or '没有新的差异'}"

    answer({"run": run.pk, "region": run.region, "month": wanted, "opened": opened}, as_json, text)
