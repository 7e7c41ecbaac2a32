"""chuntian guard: the application's own database role, which the row policies bind (PostgreSQL)."""

import click

from chuntian.commands.common import Failure, answer, json_option, set_up_django


@click.command(name="guard")
@click.option("--role", default="chuntian_app", show_default=True, help="应用使用的数据库角色 · the application's role")
@json_option
def command(role: str, as_json: bool) -> None:
    """
    数据库防护（PostgreSQL）：建立应用角色，只给必要的权限。Make the application's database role, with no more than it needs.

    用表的所有者连接运行；每次 chuntian init 之后再运行一次。 Run it as the owner of the tables, and again after each init.
    """
    set_up_django()
    from django.db import Error

    from chuntian.trail.app_role import NotPostgreSQL, give_rights
    from chuntian.upkeep.emptying import make_function

    try:
        give_rights(role)
        make_function(role)
    except NotPostgreSQL as why:
        raise Failure(
            "只有 PostgreSQL 有角色；请设 DATABASE_URL · only PostgreSQL has roles: set DATABASE_URL"
        ) from why
    except Error as why:
        raise Failure(f"{why}".strip().splitlines()[0] + "（请用表的所有者运行 · run it as the owner)") from why
    answer({"role": role}, as_json, _text)


def _text(data: dict) -> str:
    return (
        f"角色 {data['role']} 已就绪。给它设密码，再让应用用它连接：docs/how-to/postgresql.md\n"
        f"The role {data['role']} is ready: give it a password and let the application connect as it"
    )
