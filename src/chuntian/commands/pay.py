"""`chuntian pay`: a payment run, step by step. Every step may be repeated; none pays twice."""

from pathlib import Path
from typing import Any

import click

from chuntian.commands.common import Failure, answer, json_option, now, set_up_django

by_option = click.option("--by", "username", required=True, help="操作人用户名 · who does it")
run_option = click.option("--run", "run_id", type=int, default=None, help="批次编号 · the run")
region_option = click.option("--region", required=True, help="行政区划代码 · division code")
month_option = click.option("--month", required=True, metavar="YYYY-MM", help="发放月 · the month")


@click.group("pay")
def command() -> None:
    """发放：编制、审批、报盘、对账，一步一人。A payment run, step by step."""
    set_up_django()


def _user(username: str, action: str, region: str | None) -> Any:
    from chuntian.accounts.models import User
    from chuntian.accounts.scopes import can

    user = User.objects.filter(username=username).first()
    if user is None:
        raise Failure(f"没有用户 {username} · no such user")
    if not can(user, action, on=now().date(), region=region):
        where = region or "任何辖区"
        raise Failure(f"用户 {username} 在 {where} 没有“{action}”权限 · not allowed")
    return user


def _run(run_id: int | None, region: str | None = None, month: str | None = None) -> Any:
    from chuntian.kernel.divisions import pad
    from chuntian.money.models import PaymentRun

    runs = PaymentRun.objects.exclude(state="cancelled")
    if run_id is not None:
        runs = PaymentRun.objects.filter(pk=run_id)
    elif region and month:
        runs = runs.filter(region=pad(region), month=month)
    else:
        raise click.UsageError("请给出 --run，或 --region 和 --month · give --run, or --region and --month")
    found = runs.order_by("-number").first()
    if found is None:
        raise Failure("没有这个批次，请先编制：chuntian pay prepare · no such run")
    return found


def _guarded(work: Any) -> Any:
    """Do the work of a step; what the rooms refuse becomes one line."""
    from chuntian.casework.operations import ReasonMissing
    from chuntian.kernel.days import MonthError
    from chuntian.kernel.divisions import DivisionError
    from chuntian.kernel.files import is_no_room
    from chuntian.money import operations as money

    refused = tuple(one for one in vars(money).values() if isinstance(one, type) and issubclass(one, Exception))
    try:
        return work()
    except (*refused, ReasonMissing, MonthError, DivisionError, OSError) as why:
        if is_no_room(why):
            raise  # told as every command tells it
        raise Failure(str(why)) from why


def _json(run: Any) -> dict[str, Any]:
    from django.db.models import Count, Sum

    run.refresh_from_db()
    lines = run.lines.order_by().values_list("state").annotate(count=Count("id"), fen=Sum("amount_fen"))
    return {
        "run": run.pk, "region": run.region, "month": run.month, "number": run.number, "batch": run.batch,
        "state": run.state, "lines": run.lines_count, "total_fen": run.total_fen,
        "by_state": {state: {"lines": count, "fen": fen} for state, count, fen in lines},
        "held": run.held.count(), "held_open": run.held.filter(resolution="").count(),
        "prepared_by": run.prepared_by.username, "approved_by": run.approved_by and run.approved_by.username,
    }  # fmt: skip


def _text(data: dict[str, Any]) -> str:
    from chuntian.kernel.money import Money

    text = f"{data['month']} 第 {data['number']} 批（{data['run']}）{data['state']}：{data['lines']} 笔，{Money(data['total_fen'])}"
    if data["held_open"]:
        text += f"；{data['held_open']} 笔待人工处理，处理前不能审批"
    return text


@command.command("prepare")
@region_option
@month_option
@by_option
@json_option
def prepare(region, month, username, as_json) -> None:
    """编制一个月的发放批次，含补发。Prepare a month's run with its arrears."""
    from chuntian.kernel.divisions import pad
    from chuntian.money.operations import prepare_run

    user = _user(username, "pay.prepare", _guarded(lambda: pad(region)))
    run = _guarded(lambda: prepare_run(region=region, month=month, by=user, at=now()))
    answer(_json(run), as_json, _text)


@command.command("held")
@run_option
@json_option
def held(run_id, as_json) -> None:
    """列出待人工处理的明细。What is held back for a person to decide."""
    from chuntian.money.queries import held_lines

    rows = [
        {"id": one.pk, "award": one.award_id, "person": one.person_id, "programme": one.programme, "period": one.period,
         "why": one.why, "why_label": one.get_why_display(), "amount_fen": one.amount_fen}
        for one in held_lines(_run(run_id))
    ]  # fmt: skip
    answer({"held": rows}, as_json, lambda data: "\n".join(
        f"{one['period']} {one['programme']} 人员 {one['person']}：{one['why_label']}" for one in data["held"]) or "没有")  # fmt: skip


@command.command("approve")
@run_option
@click.option("--region", default=None)
@click.option("--month", default=None)
@by_option
@click.option(
    "--leave-out", "reason", default=None, help="待人工处理的明细本批不发，理由 · leave the held lines out, why"
)
@json_option
def approve(run_id, region, month, username, reason, as_json) -> None:
    """审批批次（须与编制人不同）。Approve a run, by another person than who prepared it."""
    from chuntian.money.operations import approve_run, leave_out

    run = _run(run_id, region, month)
    user = _user(username, "pay.approve", run.region)
    if reason and run.state == "prepared":
        _guarded(lambda: leave_out(run=run, by=user, at=now(), reason=reason))
    answer(_json(_guarded(lambda: approve_run(run=run, by=user, at=now()))), as_json, _text)


@command.command("file")
@run_option
@click.option("--region", default=None)
@click.option("--month", default=None)
@by_option
@click.option(
    "--folder", type=click.Path(path_type=Path), default=None, help="默认为数据文件夹下的 bank · default: bank/"
)
@click.option(
    "--bank-says",
    type=click.Choice(["received", "not-received"]),
    default=None,
    help="报盘曾中断时，银行答复是否已收到 · after a broken hand-over: whether the bank has the file",
)
@json_option
def file(run_id, region, month, username, folder, bank_says, as_json) -> None:
    """写出报盘文件，只交一次；重复执行得到同样的文件。Write the bank file, hand it over once; always the same bytes."""
    from django.conf import settings

    from chuntian.money.operations import BankSays, write_bank_file

    run = _run(run_id, region, month)
    user = _user(username, "pay.approve", run.region)
    folder = folder or Path(settings.DATA_FOLDER) / "bank"
    said = BankSays(bank_says) if bank_says else None
    made = _guarded(lambda: write_bank_file(run=run, folder=folder, by=user, at=now(), bank_says=said))
    data = _json(run) | {"file": str(folder / f"{run.batch}.txt"), "sha256": made.sha256}
    answer(data, as_json, lambda data: f"{_text(data)}\n{data['file']}\nsha256 {data['sha256']}")


@command.command("reconcile")
@click.argument("answer_file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@run_option
@click.option("--region", default=None)
@click.option("--month", default=None)
@by_option
@json_option
def reconcile_(answer_file, run_id, region, month, username, as_json) -> None:
    """对账：逐笔登记银行回盘。Take the bank's answer, line by line."""
    from chuntian.money.operations import reconcile

    run = _run(run_id, region, month)
    user = _user(username, "pay.prepare", run.region)
    taken = _guarded(lambda: reconcile(run=run, answer=answer_file, by=user, at=now()))
    counts = {
        "paid": taken.paid,
        "failed": taken.failed,
        "repeated": taken.repeated,
        "exceptions": taken.exceptions_count,
    }
    answer(_json(run) | {"answer": counts}, as_json, lambda data: (
        f"{_text(data)}\n到账 {counts['paid']}，退回 {counts['failed']}，例外 {counts['exceptions']}"))  # fmt: skip


@command.command("reissue")
@run_option
@click.option("--region", default=None)
@click.option("--month", default=None)
@by_option
@json_option
def reissue_(run_id, region, month, username, as_json) -> None:
    """为银行退回的明细重新编制批次。Prepare again what the bank sent back."""
    from chuntian.money.operations import reissue

    run = _run(run_id, region, month)
    user = _user(username, "pay.prepare", run.region)
    answer(_json(_guarded(lambda: reissue(run=run, by=user, at=now()))), as_json, _text)


@command.command("cancel")
@run_option
@by_option
@click.option("--reason", required=True, help="理由 · why")
@json_option
def cancel(run_id, username, reason, as_json) -> None:
    """取消尚未报盘的批次。Give up a run that has no bank file yet."""
    from chuntian.money.operations import cancel_run

    run = _run(run_id)
    user = _user(username, "pay.prepare", run.region)
    answer(_json(_guarded(lambda: cancel_run(run=run, by=user, at=now(), reason=reason))), as_json, _text)


@command.command("recompute")
@region_option
@month_option
@by_option
@json_option
def recompute_(region, month, username, as_json) -> None:
    """按最新判定重算应发，提出追回建议。What the newest decisions owe; too much becomes a proposal."""
    from chuntian.kernel.divisions import pad
    from chuntian.money.operations import recompute

    user = _user(username, "pay.prepare", _guarded(lambda: pad(region)))
    claims = _guarded(lambda: recompute(region=region, upto_month=month, by=user, at=now()))
    rows = [{"recovery": one.pk, "amount_fen": one.amount_fen, "grounds": one.grounds} for one in claims]
    answer({"proposed": rows}, as_json, lambda data: f"新的追回建议 {len(data['proposed'])} 笔，待人工决定")


@command.command("unlock")
@by_option
@click.option("--reason", required=True, help="如何与银行核对的 · how the bank's records were compared")
def unlock(username, reason) -> None:
    """恢复备份后，与银行核对完毕，解除发放锁定。Lift the stop after a restore."""
    from chuntian.money.models import PaymentLock
    from chuntian.money.operations import lift_lock

    user = _user(username, "pay.approve", None)  # the lock is on the whole installation
    count = 0
    for lock in PaymentLock.objects.filter(lifted_at__isnull=True):
        lift_lock(lock=lock, by=user, at=now(), reason=reason)
        count += 1
    click.echo(f"已解除 {count} 个锁定" if count else "没有锁定")


@command.command("status")
@click.option("--region", default=None, help="行政区划代码 · division code")
@json_option
def status(region, as_json) -> None:
    """各批次的状态、例外和账目差额。Runs, exceptions, and whether the books agree."""
    from chuntian.kernel.divisions import pad
    from chuntian.money.queries import ledger_difference_fen, open_exceptions, paid_twice, recoveries, runs

    place = pad(region) if region else None
    data = {
        "runs": [_json(run) for run in runs(place)[:24]],
        "exceptions": open_exceptions(place).count(),
        "recoveries_proposed": recoveries(place).count(),
        "ledger_difference_fen": ledger_difference_fen(),
        "paid_twice": len(paid_twice()),
    }
    answer(data, as_json, lambda data: "\n".join(
        [*map(_text, data["runs"]), f"例外 {data['exceptions']}，追回建议 {data['recoveries_proposed']}，"
         f"账目差额 {data['ledger_difference_fen']} 分，重复发放 {data['paid_twice']}"]))  # fmt: skip


@command.command("bills")
@region_option
@by_option
@click.option("--approve", is_flag=True, help="复核已编制的支付单 · approve what another person prepared")
@json_option
def bills(region, username, approve, as_json) -> None:
    """向服务机构付款：编制支付单，另一人加 --approve 复核。Vouchers for the bills of organisations, by two people."""
    from chuntian.kernel.divisions import pad
    from chuntian.money.models import Voucher
    from chuntian.money.operations import approve_vouchers, prepare_vouchers
    from chuntian.places.regions import in_region_q

    place = _guarded(lambda: pad(region))
    user = _user(username, "pay.approve" if approve else "pay.prepare", place)
    if approve:
        waiting = list(Voucher.objects.filter(in_region_q(place), state="prepared"))
        done = _guarded(lambda: approve_vouchers(vouchers=waiting, by=user, at=now()))
    else:
        done = _guarded(lambda: prepare_vouchers(region=place, by=user, at=now()))
    rows = [
        {"voucher": one.pk, "payee": one.bill.payee.name, "programme": one.programme, "month": one.bill.month,
         "amount_fen": one.amount_fen, "state": one.state}
        for one in done
    ]  # fmt: skip
    answer({"vouchers": rows}, as_json, lambda data: "\n".join(
        f"{one['payee']} {one['programme']} {one['month']} {one['amount_fen'] / 100:,.2f} 元" for one in data["vouchers"])
        or "没有应付的账单")  # fmt: skip
