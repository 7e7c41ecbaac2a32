"""chuntian partner: departments whose programmes may ask; a key and a contract take two people, an end takes one."""

from datetime import date, timedelta
from typing import Any

import click

from chuntian.commands.common import Day, Failure, answer, json_option, now, set_up_django, today

by_option = click.option("--by", "username", required=True, help="操作人用户名 · who does it")
why_option = click.option("--why", required=True, help="理由 · why")
end_option = click.option(
    "--to", "end", type=Day(), default=None, help="到哪天为止，默认一年 · last day, a year by default"
)


@click.group("partner")
def command() -> None:
    """部门接口：登记部门、公钥、合同；同意须由另一人，撤销马上生效。Departments that ask, their keys and contracts."""
    set_up_django()


@command.command("list")
@json_option
def list_(as_json: bool) -> None:
    """部门、公钥、合同各在什么状态。Departments, keys and contracts, and what is in force."""
    from chuntian.exchange.models import Partner

    partners = Partner.objects.prefetch_related("keys", "contracts").order_by("code")
    answer({"partners": [_partner(one) for one in partners]}, as_json, _listed)


@command.command("add")
@click.argument("code")
@click.option("--name", required=True, help="部门名称 · the department's name")
@click.option("--region", default=None, help="部门所在区域，不写就是本机构 · its division")
@by_option
@json_option
def add(code: str, name: str, region: str | None, username: str, as_json: bool) -> None:
    """登记一个部门（系统管理员）；此时还什么都不能查。Register a department: it may ask nothing yet."""
    from chuntian.commands.region import region_of
    from chuntian.exchange.operations import partners as room

    given = {"code": code, "name": name, "region": region_of(region)}
    made = _done(room.register_partner, username, **given)
    answer({"partner": made.code}, as_json, lambda said: f"已登记 · registered   {said['partner']}")


@command.command("key")
@click.argument("code")
@click.argument("key_id")
@click.argument("public_key")
@end_option
@by_option
@json_option
def key(code: str, key_id: str, public_key: str, end: date | None, username: str, as_json: bool) -> None:
    """提出一把公钥（系统管理员）：Ed25519，32 字节的 base64。Ask that a public key be let in."""
    from chuntian.exchange.operations import partners as room

    start, end = _days(end)
    asked = _done(
        room.ask_key, username, partner=_found(code), key_id=key_id, public_key=public_key, start=start, end=end
    )  # fmt: skip
    answer(_asked("key", asked), as_json, _next)


@command.command("contract")
@click.argument("code")
@click.argument("purpose_code")
@click.option("--purpose", required=True, help="用途和依据 · what for, and on what ground")
@click.option("--call", "calls", multiple=True, required=True, help="可调用，可重复 · a call, may be repeated")
@click.option("--field", "fields", multiple=True, help="可取项目，可重复 · a field, may be repeated")
@click.option("--region", default=None, help="可查哪里的人，不写就是本机构 · whose people, by division")
@click.option("--hourly", type=click.IntRange(1), default=499, show_default=True, help="每小时人次 · persons an hour")
@click.option("--daily", type=click.IntRange(1), default=1000, show_default=True, help="每日人次 · persons a day")
@end_option
@by_option
@json_option
def contract(
    code: str, purpose_code: str, purpose: str, calls: tuple[str, ...], fields: tuple[str, ...], region: str | None,
    hourly: int, daily: int, end: date | None, username: str, as_json: bool,
) -> None:  # fmt: skip
    """提出一份合同（系统管理员）：为什么、能调什么、能取什么、哪里的人、多少。Ask for a contract."""
    from chuntian.commands.region import region_of
    from chuntian.exchange.operations import partners as room

    start, end = _days(end)
    asked = _done(
        room.ask_contract, username, partner=_found(code), purpose_code=purpose_code, purpose=purpose, calls=calls,
        fields=fields, region=region_of(region), hourly=hourly, daily=daily, start=start, end=end,
    )  # fmt: skip
    answer(_asked("contract", asked), as_json, _next)


@command.command("grant")
@click.argument("number", type=int)
@by_option
@json_option
def grant(number: int, username: str, as_json: bool) -> None:
    """同意一把公钥或一份合同（安全管理员，不能是提出人）。Grant a key or a contract, as another person."""
    from chuntian.exchange.operations import partners as room

    granted = _done(room.grant, username, given=_one(number))
    answer({"granted": granted.pk}, as_json, lambda said: f"已生效 · in force   {said['granted']}")


@command.command("withdraw")
@click.argument("what")
@why_option
@by_option
@json_option
def withdraw(what: str, why: str, username: str, as_json: bool) -> None:
    """撤销公钥、合同（写编号）或整个部门（写代号）：下一条消息就不再受理。Withdraw a key, a contract, or a department."""
    from chuntian.exchange.operations import partners as room

    given = _one(int(what)) if what.isdecimal() else _found(what)
    _done(room.withdraw, username, given=given, why=why)
    answer({"withdrawn": what}, as_json, lambda said: f"已撤销 · withdrawn   {said['withdrawn']}")


def _done(operation: Any, username: str, **given: Any) -> Any:
    from chuntian.accounts.models import User
    from chuntian.exchange.operations.partners import CannotShare
    from chuntian.kernel.divisions import DivisionError

    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Failure(f"没有用户 {username} · no such user")
    try:
        return operation(**given, by=user, at=now())
    except (CannotShare, DivisionError) as why:
        raise Failure(str(why)) from why


def _found(code: str) -> Any:
    from chuntian.exchange.models import Partner

    found = Partner.objects.filter(code=code).first()
    if found is None:
        raise Failure(f"没有部门 {code}，先登记：chuntian partner add · no such department")
    return found


def _one(number: int) -> Any:
    from chuntian.exchange.models import PartnerContract, PartnerKey

    found = PartnerKey.objects.filter(pk=number).first() or PartnerContract.objects.filter(pk=number).first()
    if found is None:
        raise Failure(f"没有编号 {number} 的公钥或合同，见 chuntian partner list · no such key or contract")
    return found


def _days(end: date | None) -> tuple[date, date]:
    return today(), end or today() + timedelta(days=365)


def _asked(kind: str, asked: Any) -> dict[str, Any]:
    return {kind: asked.pk, "next": f"chuntian partner grant {asked.pk} --by 另一人"}


def _next(said: dict[str, Any]) -> str:
    return f"已提出，等另一人同意 · asked, another person grants it   {said['next']}"


def _partner(one: Any) -> dict[str, Any]:
    keys = [{"number": key.pk, "key": key.key_id, "state": _state(key), "to": key.valid_to} for key in one.keys.all()]
    contracts = [
        {
            "number": held.pk, "purpose": held.purpose_code, "state": _state(held), "to": held.valid_to, "calls": held.calls,
            "fields": held.fields, "region": held.region, "hourly": held.hourly, "daily": held.daily,
        }
        for held in one.contracts.all()
    ]  # fmt: skip
    state = "withdrawn" if one.withdrawn_at else "registered"
    return {
        "code": one.code,
        "name": one.name,
        "region": one.region,
        "state": state,
        "keys": keys,
        "contracts": contracts,
    }


def _state(row: Any) -> str:
    if row.withdrawn_at:
        return "withdrawn"
    if row.granted_at is None:
        return "asked"
    return "in force" if row.valid_from <= today() <= row.valid_to else "over"


def _listed(said: dict[str, Any]) -> str:
    lines = []
    for one in said["partners"]:
        lines.append(f"{one['code']}  {one['name']}  {one['region']}  {one['state']}")
        lines += [f"  {key['number']}  公钥 · key {key['key']}  {key['state']}  → {key['to']}" for key in one["keys"]]
        lines += [
            f"  {held['number']}  合同 · contract {held['purpose']}  {held['state']}  → {held['to']}  {held['region']}  "
            f"{'、'.join(held['calls'])}  {'、'.join(held['fields'])}  {held['hourly']}/h {held['daily']}/d"
            for held in one["contracts"]
        ]  # fmt: skip
    return "\n".join(lines) or "还没有部门 · no departments yet"
