"""`chuntian simulate`: a rule or a parameter changed; who wins, who loses, what it costs, where."""

from pathlib import Path

import click

from chuntian.commands.common import Failure, answer, json_option, set_up_django
from chuntian.commands.region import region_of


@click.command("simulate")
@click.argument("change", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--region", default=None, help="行政区划代码，默认本机构所在地 · division code, default: the home region")
@click.option(
    "--month", default=None, metavar="YYYY-MM", help="用哪个月的快照，默认最近一次判定 · whose snapshot to use"
)
@json_option
def command(change, region, month, as_json) -> None:
    """模拟政策变动：谁受益、谁受损、费用多少。CHANGE.yaml: parameters, programmes (see rules/changes.py)."""
    set_up_django()
    from chuntian.casework.simulating import NoSnapshot, simulate_change
    from chuntian.rules import LawError, ParameterError
    from chuntian.rules.changes import ChangeError

    region = region_of(region)
    try:
        found = simulate_change(change=change, region=region, month=month)
    except (NoSnapshot, ChangeError, LawError, ParameterError) as why:
        raise Failure(str(why)) from why
    answer(found, as_json, _text)


def _text(data: dict) -> str:
    from chuntian.kernel.money import Money

    lines = [f"基于 {data['month']} 的快照（{data['subjects']} 人），判定日 {data['on']}："]
    for one in data["programmes"]:
        if one["winners"] or one["losers"] or one["more"] or one["less"]:
            before, after = Money(one["cost_before_fen"]), Money(one["cost_after_fen"])
            lines.append(
                f"  {one['programme']}：新增 {one['winners']} 人，不再享受 {one['losers']} 人，提高 {one['more']} 人，"
                f"降低 {one['less']} 人；每期 {before} → {after}"
            )
    return "\n".join(lines if len(lines) > 1 else [*lines, "  没有任何变化"])
