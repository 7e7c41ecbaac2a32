"""chuntian snapshot: the facts of a region on a day, as known at a moment, as a file with its hash."""

import time
from datetime import date, datetime

import click

from chuntian.commands.common import CHINA, Day, Failure, answer, json_option, now, progress, set_up_django, today
from chuntian.commands.region import region_of


class Moment(click.ParamType):
    name = "YYYY-MM-DDTHH:MM"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} 不是时间，请写成 2024-05-31T09:30 · not a moment", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


@click.command(name="snapshot")
@click.option("--region", default=None, help="行政区划代码，默认本机构所在地 · division code, default: the home region")
@click.option("--on", type=Day(), help="事实日期，默认今天 · the day the facts are true on")
@click.option("--known-at", type=Moment(), help="知悉截止时间，默认现在 · what was known at that moment")
@click.option("--employers", is_flag=True, help="用人单位而非人员 · employers instead of persons")
@json_option
def command(region: str | None, on: date | None, known_at: datetime | None, employers: bool, as_json: bool) -> None:
    """生成事实快照。Write the facts of a region as a Parquet file."""
    set_up_django()
    from chuntian.registry.snapshots import build_snapshot, employer_snapshot, snapshot_path
    from chuntian.standards import queries as standards

    moment, start = now(), time.monotonic()
    build = employer_snapshot if employers else build_snapshot
    with progress("快照 · snapshot", None, quiet=as_json):
        try:
            made = build(
                region=region_of(region), on=on or today(), known_at=known_at or moment, law=standards.law(), at=moment
            )
        except ValueError as why:
            raise Failure(str(why)) from why
    result = {
        "snapshot": made.pk,
        "region": made.region,
        "on": made.on.isoformat(),
        "known_at": made.known_at.isoformat(),
        "rows": made.rows,
        "path": str(snapshot_path(made)),
        "sha256": made.sha256,
        "seconds": round(time.monotonic() - start, 2),
    }
    answer(result, as_json, lambda it: f"{it['rows']} 行，{it['seconds']} 秒：{it['path']}\nsha256 {it['sha256']}")
