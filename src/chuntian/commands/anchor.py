"""chuntian anchor: keep the heads of the audit chains outside the database, today."""

import sys
from pathlib import Path

import click

from chuntian.commands.common import Failure, answer, json_option, now, set_up_django


@click.command(name="anchor")
@click.option(
    "--to", type=click.Path(path_type=Path, file_okay=False), default=None,
    help="写到哪个文件夹（默认 CHUNTIAN_ANCHORS）· folder, by default CHUNTIAN_ANCHORS",
)  # fmt: skip
@click.option(
    "--compare", "lines", multiple=True, metavar="LINE",
    help="与纸上或邮件里记下的一行比对 · compare with a line kept on paper: 620104#123:ab12…",
)  # fmt: skip
@json_option
def command(to: Path | None, lines: tuple[str, ...], as_json: bool) -> None:
    """
    锚定审计链：把各链最后一条写到库外，并打印可抄存的一行。Keep the heads of the audit chains outside the database.

    chuntian work 每天自动做一次。打印的行请每天另处留存（邮件、纸）。chuntian work does it daily; keep the lines elsewhere.
    """
    set_up_django()
    from chuntian.trail.anchors import AnchorExists, NotALine, anchor, contradicts, lines_of

    if lines:
        try:
            found = [problem for line in lines if (problem := contradicts(line))]
        except NotALine as why:
            raise Failure(f"{why}：应写成 620104#123:16 位以上的摘要 · not a line of an anchor") from why
        answer({"ok": not found, "problems": found}, as_json, _compared)
        if found:
            sys.exit(1)
        return
    try:
        path = anchor(to, now())
    except (AnchorExists, OSError) as why:
        raise Failure(f"没有写成锚 · no anchor was written: {why}") from why
    answer({"file": str(path), "lines": lines_of(path)}, as_json, _text)


def _text(data: dict) -> str:
    return "\n".join([f"锚 · anchor: {data['file']}", *data["lines"]])


def _compared(data: dict) -> str:
    return "\n".join(data["problems"]) or "相符 · as kept"
