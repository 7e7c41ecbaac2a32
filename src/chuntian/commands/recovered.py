"""chuntian recovered: after PostgreSQL was brought back to a moment from its own log, nothing goes out until it was compared."""

from datetime import datetime

import click

from chuntian.commands.common import CHINA, Failure, answer, json_option, now, set_up_django


@click.command(name="recovered")
@click.option(
    "--to",
    "moment",
    required=True,
    metavar="MOMENT",
    help="恢复到的时刻，如 2024-03-05T10:00 · the moment it stands at",
)
@click.option("--by", "actor", default="system:restore", show_default=True, help="谁做的 · who does it")
@json_option
def command(moment: str, actor: str, as_json: bool) -> None:
    """
    PostgreSQL 由自己的日志恢复到某一时刻之后：发放锁定，待发消息先问对方，会话结束。After a recovery to a moment.

    `chuntian restore` 自己会做这一步。 A `chuntian restore` does it by itself.
    """
    try:
        to = datetime.fromisoformat(moment)
    except ValueError as why:
        raise click.UsageError(f"{moment!r} 不是时刻，请写成 2024-03-05T10:00 · not a moment") from why
    to, at = (to if to.tzinfo else to.replace(tzinfo=CHINA)), now()
    if to > at:
        raise Failure("恢复到的时刻还没有到 · that moment is still to come")
    set_up_django()
    from django.db import connection

    from chuntian.upkeep.restore import settle

    if connection.vendor != "postgresql":
        raise Failure("只有 PostgreSQL 能由日志恢复；SQLite 用 chuntian restore · for PostgreSQL only")
    answer(settle(at=at, by=actor, made_at=to) | {"payments_locked": True}, as_json, _text)


def _text(data: dict) -> str:
    return (
        f"发放已锁定 · payments are locked；{data['messages_to_ask']} 条待发消息先问对方 · messages ask first\n"
        "下一步 · next：chuntian verify；与银行核对此后的流水 · compare with the bank；chuntian pay unlock"
    )
