"""`chuntian simulate`: a rule or a parameter changed; who wins, who loses, what it costs, where."""

from pathlib import Path

import click

from chuntian.commands.common import Failure, answer, json_option, set_up_django


@click.command("simulate")
@click.argument("change", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--region", default="620000000000", help="行政区划代码，默认全省 · division code")
@click.option(
    "--month",
    default=None,
    metavar="YYYY-MM",
    help="用哪个月的快照，默认最近一次判定 · the month whose snapshot to use",
)
@json_option
def command(change, region, month, as_json) -> None:
    """模拟政策变动：CHANGE.yaml 写 parameters: {键: 值}。Simulate a change of parameters on real facts."""
    set_up_django()
    from chuntian.casework.simulating import NoSnapshot, simulate_change
    from chuntian.kernel.divisions import pad
    from chuntian.rules import ParameterError

    try:
        found = simulate_change(change=change, region=pad(region), month=month)
    except (NoSnapshot, ParameterError, ValueError, KeyError) as why:
        raise Failure(str(why)) from why
    answer(found, as_json, _text)


def _text(data: dict) -> str:
    from chuntian.kernel.money import Money

    lines = [f"基于 {data['month']} 的快照："]
    for slug, one in data["programmes"].items():
        before, after = Money(one["before_fen"]), Money(one["after_fen"])
        lines.append(f"  {slug}：受益 {one['winners']} 人，受损 {one['losers']} 人，每期 {before} → {after}")
    return "\n".join(lines)
