"""`chuntian lists`: the kinds of list, their columns, which are in, how old."""

from typing import Any

import click

from chuntian.commands.common import Failure, answer, json_option, set_up_django, today
from chuntian.commands.region import region_of


@click.command("lists")
@click.argument("kind", required=False, metavar="[KIND]")
@click.option("--region", default=None, metavar="CODE", help="行政区划代码，默认本机构所在地 · division code")
@json_option
def command(kind: str | None, region: str | None, as_json: bool) -> None:
    """名单种类、表头，哪些已报、有多旧。Kinds of list, their headings, which are in and how old."""
    from chuntian.exchange.kinds import UnknownKind
    from chuntian.exchange.kinds import kind as kind_of

    if kind:
        try:
            answer(kind_of(kind).as_dict(), as_json, _columns_text)
        except UnknownKind as why:
            raise Failure(str(why)) from why
        return
    set_up_django()
    from django.db.utils import OperationalError

    from chuntian.exchange.queries import lists_in
    from chuntian.kernel.divisions import DivisionError

    place = region_of(region)
    try:
        answer(lists_in(region=place, on=today()), as_json, _lists_text)
    except DivisionError as why:
        raise Failure(str(why)) from why
    except OperationalError as why:
        raise Failure("数据库还没有建立，请先运行 chuntian init · run chuntian init first") from why


def _columns_text(kind: dict[str, Any]) -> str:
    lines = [
        f"{kind['slug']} {kind['label']}（{kind['owner']}，{'全量' if kind['whole'] else '变更'}，{kind['max_age_months']} 个月内有效）"
    ]
    for column in kind["columns"]:
        mark = "*" if column["required"] else " "
        choices = f"  可填：{'、'.join(column['choices'])}" if column["choices"] else ""
        lines.append(f"{mark} {column['name']:<22}{column['type']:<20}{' / '.join(column['headings'])}{choices}")
    return "\n".join([*lines, *([kind["notes"]] if kind["notes"] else []), "* 必需 · required"])


def _lists_text(lists: list[dict[str, Any]]) -> str:
    lines = []
    for one in lists:
        age = (
            "未报"
            if one["missing"]
            else f"{one['as_of']}（{one['age_days']} 天前，{one['rows']} 行）{'　过期' if one['stale'] else ''}"
        )
        waiting = f"　{one['waiting']} 份待处理" if one["waiting"] else ""
        lines.append(f"{one['kind']:<22}{one['owner']}　{one['label']}　{age}{waiting}")
    return "\n".join([*lines, "各列和表头写法：chuntian lists KIND"])
