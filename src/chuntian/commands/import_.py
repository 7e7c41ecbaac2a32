"""`chuntian import`: stage a list and report on it; with --commit, take it over."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from chuntian.commands.common import Day, Failure, answer, json_option, now, progress, set_up_django, today
from chuntian.commands.region import region_of
from chuntian.kernel.divisions import NATION

SHOWN = 20


@click.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as-of", type=Day(), default=None, help="名单数据日期，缺省为今天 · the day the list is true for")
@click.option("--region", default="", metavar="CODE", help="报送辖区的行政区划代码 · the region the list is for")
@click.option(
    "--changes", is_flag=True, help="文件只含变更，不是全量 · only changes, although the kind is a whole list"
)
@click.option("--commit", "do_commit", is_flag=True, help="入库 · take it over")
@click.option(
    "--confirm", "reason", default="", metavar="REASON", help="确认刹车的理由，须两个不同的人 · let a halted list pass"
)
@click.option("--by", "username", default="", metavar="USER", help="操作人用户名 · who does it")
@click.option(
    "--report", "report_to", type=click.Path(dir_okay=False, path_type=Path), default=None, help="退回报告 xlsx"
)
@json_option
def command(
    kind: str, file: Path, as_of: date | None, region: str, changes: bool, do_commit: bool, reason: str, username: str,
    report_to: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """报送名单：读取、检查、报告；加 --commit 入库。Stage a list and report on it."""
    set_up_django()
    from chuntian.exchange.enums import UploadState
    from chuntian.exchange.report import report, report_xlsx
    from chuntian.kernel.files import write_whole

    user = _user(username)
    with progress(f"读取 {file.name}", None, quiet=as_json):
        place = _region(region, do_commit)
        upload = _stage(kind, file, as_of or today(), place, user, whole=False if changes else None)
        if reason:
            upload = _confirm(upload, user, reason)
        if do_commit and upload.state != UploadState.REFUSED:
            upload = _commit(upload, user)
    if report_to:
        write_whole(report_to, report_xlsx(upload))
    answer(report(upload), as_json, _text)
    if upload.state in (UploadState.REFUSED, UploadState.HALTED):
        sys.exit(1)


def _user(username: str) -> Any:
    from chuntian.accounts.models import User

    if not username:
        return "system:command"
    user = User.objects.filter(username=username).first()
    if user is None:
        raise Failure(f"没有用户 {username} · no such user")
    return user


def _region(region: str, do_commit: bool) -> str:
    """
    Give the region the list is for: the named one, else the home region.

    Where none is known a list may be staged and reported on for the whole country, but not taken over: a whole
    list of one county would say of everyone else in the country that he is not on it.
    """
    try:
        return region_of(region or None)
    except Failure:
        if region or do_commit:
            raise
        return NATION


def _stage(kind: str, file: Path, as_of: date, region: str, user: Any, whole: bool | None) -> Any:
    from chuntian.exchange import operations
    from chuntian.exchange.kinds import UnknownKind
    from chuntian.kernel.divisions import DivisionError

    try:
        return operations.stage(kind=kind, path=file, as_of=as_of, region=region, by=user, at=now(), whole=whole)
    except (UnknownKind, DivisionError) as why:
        raise Failure(str(why)) from why


def _confirm(upload: Any, user: Any, reason: str) -> Any:
    from chuntian.exchange import operations

    try:
        return operations.confirm_brake(upload=upload, by=user, at=now(), reason=reason)
    except operations.CannotConfirm as why:
        raise Failure(f"{why}（用 --by 写明确认人）") from why


def _commit(upload: Any, user: Any) -> Any:
    from chuntian.exchange import operations
    from chuntian.registry.operations import MissingColumn

    try:
        return operations.commit(upload=upload, by=user, at=now())
    except (operations.CannotCommit, MissingColumn) as why:
        raise Failure(str(why)) from why


def _text(told: dict[str, Any]) -> str:
    from chuntian.exchange.enums import UploadState

    lines = [f"{told['label']}　{told['file']}　{told['as_of']}　{UploadState(told['state']).label}（编号 {told['id']}）",
             f"数据行 {told['rows']} = 接受 {told['accepted']} + 退回 {told['refused']} + 跳过 {told['skipped']}"]  # fmt: skip
    lines += [f"  {line['cell'] or '整份文件'}　{line['message']}" for line in told["refusals"][:SHOWN]]
    if told["refusals_total"] > SHOWN:
        lines.append(f"  ……共 {told['refusals_total']} 处，用 --report FILE.xlsx 写出全部")
    lines += [f"提示：{text}" for text in told["warnings"][:SHOWN]]
    if told["brake"] and told["brake"]["reasons"]:
        lines += [f"刹车：{text}" for text in told["brake"]["reasons"]]
    if told["state"] == UploadState.HALTED:
        lines.append("核实后由两个不同的人各运行一次：加 --confirm 理由 --by 用户名；之后再加 --commit")
    if told["commit"]:
        made = told["commit"]
        lines.append(
            f"已入库：对上 {made['matched']} 人，新登记 {made['persons_new']} 人，未对上 {made['unmatched']} 人"
        )
        lines += [f"差异：{kind} {count}" for kind, count in made.get("discrepancies", {}).items()]
    return "\n".join(lines)
