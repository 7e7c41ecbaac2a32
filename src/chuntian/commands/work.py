"""`chuntian work`: the work nobody clicks for, once or for ever. Two never work at once."""

import os
import signal
import threading
from datetime import timedelta

import click

from chuntian.commands.common import Failure, answer, json_option, now, set_up_django

BUSY = "另一个 chuntian work 正在运行 · another chuntian work is running"


@click.command("work")
@click.option("--once", is_flag=True, help="做一遍就停 · one pass, then stop")
@click.option("--every", type=click.IntRange(1, 3600), default=10, show_default=True, help="每隔几秒 · seconds between")
@click.option("--again", "key", default=None, metavar="KEY", help="被拒的消息再试一次 · try a refused message again")
@click.option("--settle", default=10, hidden=True, type=click.IntRange(0, 3600))
@click.option("--beside", is_flag=True, hidden=True, help="wait for one's turn; end when standard input does")
@json_option
def command(once, every, key, settle, beside, as_json) -> None:
    """
    后台工作：提醒预约，发出待发消息，每天锚定审计链，算页面上要求的指标，清理会话。Remind of appointments, send the outbox, anchor, compute, end sessions.

    每条消息只生效一次：中断后先问对方，再决定是否重发。待办任务见 chuntian tasks。
    Each message takes effect once: after a break the receiver is asked first. Open tasks: chuntian tasks.
    """
    set_up_django()
    from django.conf import settings
    from django.db import Error

    from chuntian.trail.dispatch import only_worker

    if key is not None:
        _again(key)
    if once:
        with only_worker(settings.DATA_FOLDER) as alone:
            if not alone:
                raise Failure(BUSY)
            answer(_pass(settle), as_json, _text)
        return
    stop = _until_stopped(beside)
    while not stop.is_set():
        try:
            with only_worker(settings.DATA_FOLDER) as alone:
                if not alone and not beside:
                    raise Failure(BUSY)
                while alone and not stop.is_set():
                    _round(settle, as_json)
                    stop.wait(every)
        except Error as why:  # the database was away when the lock was asked for
            _let_go(why)
        stop.wait(every)


def _until_stopped(beside: bool) -> threading.Event:
    """Give what is set by a signal, and beside a server by its end too."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())

    def leave_with_the_server() -> None:
        while os.read(0, 4096):
            pass
        stop.set()

    if beside:
        threading.Thread(target=leave_with_the_server, daemon=True).start()
    return stop


def _pass(settle: int) -> dict:
    from chuntian.casework.law import law_in_use
    from chuntian.upkeep.carriers import carrier
    from chuntian.upkeep.work import work_once

    return work_once(carrier=carrier(), clock=now, settle=timedelta(seconds=settle), law=law_in_use)


def _round(settle: int, as_json: bool) -> None:
    """Make one pass; a database that is away for a moment ends the pass, not the worker (trust A10)."""
    from django.db import Error

    from chuntian.trail.dispatch import lease

    try:
        if not lease():  # the line to the server broke, and another worker was quicker
            return
        done = _pass(settle)
    except Error as why:
        _let_go(why)
        return
    if any(value for name, value in done.items() if name != "alarms"):
        answer(done, as_json, _text)


def _let_go(why: Exception) -> None:
    """Say why a pass ended, and begin the next one with a new connection."""
    from django.db import connection

    connection.close()
    click.echo(f"chuntian work: {type(why).__name__}: {why}".strip(), err=True)


def _again(key: str) -> None:
    from chuntian.trail.enums import MessageState
    from chuntian.trail.models import Message
    from chuntian.trail.operations import CannotMove, move_message

    message = Message.objects.filter(key=key).first()
    if message is None:
        raise Failure(f"没有消息 {key} · no such message")
    try:
        move_message(message=message, state=MessageState.PENDING, at=now(), answer=message.answer)
    except CannotMove as why:
        raise Failure(f"{why}：只有被拒的消息可以再试 · only a refused message is tried again") from why


def _text(done: dict) -> str:
    text = f"已发 {done['sent']}，对方已有 {done['found_there']}，被拒 {done['refused']}，结果未知 {done['unclear']}"
    text += f"；锚 {done['anchored']}" if done["anchored"] else ""
    text += f"；提醒 {done['reminded']} 次预约" if done["reminded"] else ""
    text += f"；算好 {done['figures']} 项指标" if done["figures"] else ""
    return text + (f"；{done['alarms']} 条需要人看：chuntian check" if done["alarms"] else "")
