"""chuntian check: may an office rely on this installation? Each line says what to do next."""

import sys

import click

from chuntian.commands.common import answer, json_option, now, set_up_django

MARKS = {"ok": "✓", "warn": "!", "bad": "✗"}


@click.command(name="check")
@json_option
def command(as_json: bool) -> None:
    """
    检查：正式运行前和每天。设置、密钥、数据库、磁盘、日历、备份、待发消息。Is this installation ready?

    有一项不合格即以 1 退出；提醒不影响。 Exit status 1 when a line is bad; warnings do not count.
    """
    set_up_django()
    from chuntian.upkeep.readiness import look

    lines = look(now())
    counts = {state: sum(one.state == state for one in lines) for state in MARKS}
    rows = [{"name": one.name, "state": one.state, "said": one.said, "do": one.do} for one in lines]
    answer({"ready": not counts["bad"], **counts, "lines": rows}, as_json, _text)
    if counts["bad"]:
        sys.exit(1)


def _text(data: dict) -> str:
    rows = []
    for one in data["lines"]:
        rows.append(
            f"{MARKS[one['state']]} {one['name']}：{one['said']}" + (f"\n    → {one['do']}" if one["do"] else "")
        )
    end = "可以正式运行 · ready" if data["ready"] else f"{data['bad']} 项不合格 · not ready"
    return "\n".join([*rows, f"{end}；提醒 · warnings {data['warn']}"])
