"""chuntian restore: a backup into a new folder, every byte verified first, payments locked afterwards."""

import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from chuntian.commands.common import Failure, answer, json_option, now, progress, set_up_django

key_option = click.option(
    "--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None,
    help="备份密钥文件，代替口令 · a backup key file instead of a passphrase",
)  # fmt: skip
passphrase_option = click.option(
    "--passphrase-file", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None,
    help="口令所在的文件 · a file that holds the passphrase",
)  # fmt: skip


def secret_of(key: Path | None, passphrase_file: Path | None, *, confirm: bool = False) -> Any:
    """Take the secret from a key file, a file, the environment, or the keyboard; never from the command line itself."""
    from chuntian.upkeep.secret import WeakSecret, from_key_file, from_passphrase

    try:
        if key is not None:
            return from_key_file(key)
        if passphrase_file is not None:
            return from_passphrase(passphrase_file.read_text(encoding="utf-8"))
        text = os.environ.get("CHUNTIAN_BACKUP_PASSPHRASE")
        if text is None:
            text = click.prompt("备份口令 · passphrase", hide_input=True, confirmation_prompt=confirm, err=True)
        return from_passphrase(text)
    except WeakSecret as why:
        raise Failure(str(why)) from why


@click.command(name="restore")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--folder", type=click.Path(path_type=Path), default=None, help="恢复到哪个新文件夹 · a new folder")
@key_option
@passphrase_option
@click.option(
    "--secrets", "secrets_folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=None,
    help="备份不含字段密钥时，密钥所在文件夹 · the field keys, where they travelled apart",
)  # fmt: skip
@click.option("--only-verify", is_flag=True, help="只核对每个字节，不恢复 · verify every byte, restore nothing")
@click.option("--by", "actor", default="system:restore", show_default=True, help="谁做的 · who does it")
@json_option
def command(source, folder, key, passphrase_file, secrets_folder, only_verify, actor, as_json) -> None:
    """
    恢复到新文件夹：先核对每个字节，再写；恢复后发放锁定，直到与银行核对。Restore into a new folder.

    PostgreSQL 的备份恢复到 DATABASE_URL 指向的空库。 A backup of PostgreSQL goes into the empty database of DATABASE_URL.
    """
    from chuntian.upkeep.archive import read_archive
    from chuntian.upkeep.restore import CannotRestore, unpack
    from chuntian.upkeep.sealed import Damaged, WrongSecret

    secret = secret_of(key, passphrase_file)
    try:
        if only_verify:
            with progress("核对每个字节 · verifying every byte", None, quiet=as_json) as step:
                manifest = read_archive(source, secret=secret, step=step)
            answer(_told(manifest) | {"ok": True}, as_json, lambda data: f"备份完好 · whole: {data['files']} 个文件")
            return
        if folder is None:
            raise click.UsageError("请给出 --folder 新文件夹 · give --folder NEW")
        folder = folder.resolve()
        draft, manifest = unpack(
            source=source, folder=folder, secret=secret, step=lambda label: progress(label, None, quiet=as_json)
        )
    except (CannotRestore, Damaged, WrongSecret, OSError) as why:
        raise Failure(f"{source.name}：{why}") from why
    try:
        done = _bring_up(draft, folder, manifest, secrets_folder, actor)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    answer(_told(manifest) | done | {"folder": str(folder)}, as_json, _text)


def _told(manifest: dict) -> dict:
    return {"made_at": manifest["made_at"], "files": len(manifest["members"]), "database": manifest["database"],
            "with_keys": manifest["with_keys"]}  # fmt: skip


def _bring_up(draft: Path, folder: Path, manifest: dict, secrets_folder: Path | None, actor: str) -> dict:
    """Open the restored books, lock them, and only then let the folder appear under its name."""
    if not manifest["with_keys"] and secrets_folder is None:
        raise Failure("此备份不含字段密钥：请用 --secrets 给出密钥文件夹 · the keys travelled apart: give --secrets")
    if secrets_folder is not None:
        shutil.copytree(secrets_folder, draft / "secrets", dirs_exist_ok=True)
    dump = draft / "chuntian.pgdump"
    if dump.exists() != bool(os.environ.get("DATABASE_URL")):
        raise Failure(
            "备份来自 PostgreSQL：请设 DATABASE_URL 指向一个空库 · of PostgreSQL: set DATABASE_URL to an empty database"
            if dump.exists()
            else "备份来自 SQLite：请去掉 DATABASE_URL · of SQLite: unset DATABASE_URL"
        )
    os.environ["CHUNTIAN_DATA"], os.environ["CHUNTIAN_SECRETS"] = str(draft), str(draft / "secrets")
    set_up_django()
    from chuntian.upkeep.database import DatabaseProblem, NoTool, restore_postgres
    from chuntian.upkeep.restore import give_its_name, settle

    try:
        if dump.exists():
            restore_postgres(dump)
            dump.unlink()
    except (DatabaseProblem, NoTool) as why:
        raise Failure(str(why)) from why
    done = settle(at=now(), by=actor, made_at=datetime.fromisoformat(manifest["made_at"]))
    give_its_name(draft, folder)
    return done | {"payments_locked": True}


def _text(data: dict) -> str:
    return (
        f"已恢复 {data['made_at']} 的备份：{data['folder']}（{data['files']} 个文件）· restored\n"
        f"发放已锁定 · payments are locked；{data['messages_to_ask']} 条待发消息先问对方 · messages ask first\n"
        f"下一步 · next:\n"
        f"  1. CHUNTIAN_DATA={data['folder']} chuntian verify\n"
        "  2. 向银行要备份之后的全部流水，逐批 chuntian pay reconcile · take the bank's records since then\n"
        "  3. 核对无误后 chuntian pay unlock --by 审批人 --reason … · then lift the lock\n"
        f"  4. 清除过的人（已再清除 {data['erased_again']} 人）：chuntian erase --reapply 原密钥文件夹/erased.jsonl · erase again"
    )
