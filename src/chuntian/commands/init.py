"""chuntian init: an empty database with divisions, policy and roles. Safe to repeat."""

import click

from chuntian.commands.common import Failure, answer, json_option, now, progress, set_up_django


@click.command(name="init")
@json_option
def command(as_json: bool) -> None:
    """建立数据库：表结构、行政区划、政策、角色。可以重复运行。Make the database with divisions, policy and roles."""
    set_up_django()
    from django.conf import settings
    from django.core.management import call_command

    from chuntian.accounts.operations import ensure_roles
    from chuntian.places.operations import load_packaged
    from chuntian.policy.law import load_law
    from chuntian.trail.protected import keyring

    settings.DATA_FOLDER.mkdir(parents=True, exist_ok=True)
    with progress("准备 · preparing", 5, quiet=as_json) as step:
        call_command("migrate", verbosity=0, interactive=False)
        step(1)
        keyring()
        step(1)
        loaded = load_packaged()
        step(1)
        law = load_law()
        step(1)
        roles = ensure_roles()
        step(1)
    if not roles:
        raise Failure("没有角色 · no roles")
    result = {
        "data_folder": str(settings.DATA_FOLDER),
        "database": settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1],
        "divisions": loaded,
        "law_version": law.version,
        "programmes": len(law.programmes),
        "roles": len(roles),
        "at": now().isoformat(timespec="seconds"),
    }
    answer(result, as_json, _text)


def _text(result: dict) -> str:
    return (
        f"已就绪：{result['database']}，{result['programmes']} 项政策，{result['roles']} 种角色\n"
        f"数据文件夹 · data folder: {result['data_folder']}\n下一步 · next: chuntian demo，或 chuntian import"
    )
