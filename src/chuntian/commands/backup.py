"""chuntian backup: database, stored lists, snapshots, decisions, bank files and keys in one sealed file."""

from pathlib import Path

import click

from chuntian.commands.common import Failure, answer, json_option, now, progress, set_up_django
from chuntian.commands.restore import key_option, passphrase_option, secret_of


@click.command(name="backup")
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), default=None, help="写到哪个新文件 · new file")
@key_option
@passphrase_option
@click.option(
    "--without-keys",
    is_flag=True,
    help="不带字段密钥；须另行保管 CHUNTIAN_SECRETS · the field keys travel apart, keep them yourself",
)
@click.option("--make-key", type=click.Path(path_type=Path), default=None, help="先生成备份密钥文件 · make a key file")
@click.option("--by", "actor", default="system:backup", show_default=True, help="谁做的 · who does it")
@json_option
def command(to, key, passphrase_file, without_keys, make_key, actor, as_json) -> None:
    """
    备份：运行中也一致，AES-256-GCM 加密，写完读回核对，只写新文件。Back up, consistent while serving.

    口令取自 CHUNTIAN_BACKUP_PASSPHRASE、--passphrase-file 或键盘；也可用密钥文件（--make-key、--key）。
    没有它，备份打不开：请另处保管。 Without the passphrase or key file nobody opens the backup: keep it elsewhere.
    """
    if make_key is not None:
        _make_key(make_key, to, as_json)
        if to is None:
            return
    if to is None:
        raise click.UsageError("请给出 --to 文件 · give --to FILE")
    secret = secret_of(key or make_key, passphrase_file, confirm=True)
    set_up_django()
    from chuntian.upkeep.backup import CannotBackUp, make_backup
    from chuntian.upkeep.database import DatabaseProblem, NoTool

    try:
        made = make_backup(
            to=to, secret=secret, at=now(), by=actor, with_keys=not without_keys,
            bar=lambda label, total: progress(label, total, quiet=as_json),
        )  # fmt: skip
    except (CannotBackUp, DatabaseProblem, NoTool) as why:
        raise Failure(str(why)) from why
    answer(made, as_json, _text)


def _make_key(path: Path, to: Path | None, as_json: bool) -> None:
    from chuntian.upkeep.secret import make_key_file

    try:
        make_key_file(path)
    except FileExistsError as why:
        raise Failure(f"{path} 已存在，未动 · exists already, left alone") from why
    if to is None:
        answer({"key": str(path)}, as_json, lambda data: f"备份密钥 {data['key']}：请另处保管 · keep it elsewhere")


def _text(made: dict) -> str:
    keys = "含字段密钥 · with field keys" if made["with_keys"] else "不含字段密钥 · without field keys"
    return (
        f"已备份并读回核对 · backed up and read back: {made['file']}\n"
        f"{made['files']} 个文件，{made['size']:,} 字节，{keys}\n"
        "下一步 · next: 把文件拷到另一处；口令或密钥存在第三处；每季度试恢复一次 chuntian restore"
    )
