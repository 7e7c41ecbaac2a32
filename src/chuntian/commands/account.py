"""chuntian account: the first administrators of an installation; all further accounts are made on the pages."""

import click

from chuntian.commands.common import Failure, answer, json_option, now, set_up_django


@click.command(name="account")
@click.argument("role", type=click.Choice(["admin", "security_admin"]))
@click.argument("username")
@click.option("--name", default="", help="姓名 · the person's name")
@click.option("--region", default=None, help="管理的区域，不写就是本机构所在区域 · region to administer")
@json_option
def command(role: str, username: str, name: str, region: str | None, as_json: bool) -> None:
    """建立系统管理员或安全管理员，给一次性的临时密码。Make a first administrator with a password to replace."""
    set_up_django()
    from chuntian.accounts.operations import CannotAdminister, create_account, fresh_password
    from chuntian.commands.region import region_of

    password, at = fresh_password(), now()
    try:
        user = create_account(
            username=username, display_name=name, role=role, region=region_of(region), start=at.date(), end=None,
            password=password, by="system:account", at=at, reason="chuntian account",
        )  # fmt: skip
    except CannotAdminister as why:
        raise Failure(str(why)) from why
    said = {"username": user.username, "role": role, "region": user.assignments.get().region, "password": password}
    answer(said, as_json, _text)


def _text(said: dict[str, str]) -> str:
    return (
        f"账号 · account   {said['username']}（{said['role']}，{said['region']}）\n"
        f"临时密码 · temporary password   {said['password']}\n"
        "只显示这一次；登录时换成自己的，并设置第二步验证 · shown once; replaced at sign-in, with a second factor to set up"
    )
