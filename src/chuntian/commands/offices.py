"""`chuntian offices`: the offices and providers of the public directory."""

import click

from chuntian.commands.common import Failure, answer, json_option, now, set_up_django


@click.group("offices")
def command() -> None:
    """办事机构和服务机构：列出、填写电话地址和无障碍情况。Offices and providers of the public directory."""


@command.command("list")
@click.option("--region", default=None, help="行政区划代码，默认为本机构所在地 · division code")
@json_option
def list_offices(region, as_json) -> None:
    """列出一地的机构和编号。List the offices of a place with their numbers."""
    set_up_django()
    from chuntian.commands.region import region_of
    from chuntian.places.models import Organisation

    rows = Organisation.objects.in_region(region_of(region)).order_by("division", "kind", "name")
    found = [
        {
            "id": one.pk,
            "kind": one.kind,
            "name": one.name,
            "phone": one.phone,
            "address": one.address,
            "access": one.access,
        }
        for one in rows
    ]
    answer(
        {"offices": found}, as_json, lambda shown: "\n".join(f"{one['id']}  {one['name']}" for one in shown["offices"])
    )


@command.command("describe")
@click.argument("number", type=int)
@click.option("--phone", default=None, help="电话 · telephone")
@click.option("--address", default=None, help="地址 · address")
@click.option("--has", "has", multiple=True, help="有哪项无障碍设施，可重复 · a feature it has")
@click.option("--lacks", "lacks", multiple=True, help="确知没有哪项，可重复 · a feature it is known not to have")
@click.option("--not-known", "not_known", multiple=True, help="改回“不知道” · a feature not known any more")
@click.option(
    "--checked-on",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="核对的日子，默认今天 · the day it was looked at",
)
@json_option
def describe(number, phone, address, has, lacks, not_known, checked_on, as_json) -> None:
    """填写一个机构的电话、地址、无障碍情况；没有填的保持不变。"""
    set_up_django()
    from chuntian.places.models import Organisation
    from chuntian.places.offices import UnknownFeature, describe_office

    office = Organisation.objects.filter(pk=number).first()
    if office is None:
        raise Failure(f"没有编号为 {number} 的机构，可用 chuntian offices list 查看 · no office of this number")
    access = dict.fromkeys(has, True) | dict.fromkeys(lacks, False) | dict.fromkeys(not_known)
    try:
        office = describe_office(
            office=office, at=now(), phone=phone, address=address, access=access or None,
            checked_on=checked_on.date() if checked_on else None,
        )  # fmt: skip
    except UnknownFeature as why:
        raise Failure(str(why)) from why
    shown = {
        "id": office.pk,
        "name": office.name,
        "phone": office.phone,
        "address": office.address,
        "access": office.access,
    }
    answer(
        shown,
        as_json,
        lambda given: (
            f"{given['name']}：{given['phone'] or '无电话'}，{given['address'] or '无地址'}，{given['access']}"
        ),
    )
