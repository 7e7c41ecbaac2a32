"""`chuntian figures`: keep the figures of a month, make them public, take them back."""

import click

from chuntian.commands.common import Failure, answer, json_option, now, progress, set_up_django

month_option = click.option("--month", required=True, help="截至哪个月，如 2024-03 · up to this month")
region_option = click.option("--region", default=None, help="行政区划代码，默认为本机构所在地 · division code")


@click.group("figures")
def command() -> None:
    """逐月指标：计算保存、公开、撤回。Figures month by month: keep them, publish them, withdraw them."""


@command.command("keep")
@month_option
@region_option
@json_option
def keep(month, region, as_json) -> None:
    """计算并保存一个月的全部指标，连同下一级；再做一次，以新的为准。"""
    set_up_django()
    from chuntian.casework.law import law_in_use
    from chuntian.commands.region import region_of
    from chuntian.indicators.operations import keep_month

    place = region_of(region)
    with progress("计算指标 · computing the figures", None, quiet=as_json) as step:
        kept = keep_month(region=place, month=_month(month), law=law_in_use(), at=now(), progress=step)
    shown = {"region": place, "month": month, "figures": kept}
    answer(shown, as_json, lambda given: f"{given['month']}：已保存 {given['figures']} 个数字")


@command.command("publish")
@month_option
@region_option
@click.option("--licence", default="CC-BY-4.0", show_default=True, help="开放许可 · the licence of the data")
@click.option("--reason", required=True, help="为什么公开，写进记录 · why, for the record")
@json_option
def publish_month(month, region, licence, reason, as_json) -> None:
    """公开一个月的数字：1至10的人数不公布，能推算出来的也不公布。"""
    set_up_django()
    from chuntian.commands.region import region_of
    from chuntian.indicators.ahead import prepare
    from chuntian.indicators.operations import NothingKept, NotPrepared, PublishedAlready, publish

    place, upto = region_of(region), _month(month)
    try:
        with progress("核对能不能推算出来 · trying to work out what is hidden", None, quiet=as_json):
            prepare(region=place, month=str(upto), at=now())
        made = publish(region=place, month=upto, licence=licence, by="system:command", at=now(), reason=reason)
    except (NothingKept, NotPrepared, PublishedAlready) as why:
        raise Failure(str(why)) from why
    states = [cell["state"] for one in made.figures for cell in (one, *one["parts"])]
    shown = {"publication": made.pk, "shown": states.count("shown"), "hidden": states.count("hidden")}
    answer(
        shown,
        as_json,
        lambda given: (
            f"已公开 {given['shown']} 个数字，{given['hidden']} 个人数太少不公布（编号 {given['publication']}）"
        ),
    )


@command.command("withdraw")
@click.argument("publication", type=int)
@click.option("--reason", required=True, help="为什么撤回，写进记录 · why, for the record")
@json_option
def withdraw_one(publication, reason, as_json) -> None:
    """撤回公开的一期；它留在记录里，公众看不到。"""
    set_up_django()
    from chuntian.indicators.models import Publication
    from chuntian.indicators.operations import withdraw

    found = Publication.objects.filter(pk=publication, withdrawn_at=None).first()
    if found is None:
        raise Failure(f"没有编号为 {publication} 的公开数字 · nothing public of this number")
    withdraw(publication=found, by="system:command", at=now(), reason=reason)
    answer({"publication": publication}, as_json, lambda given: f"已撤回 {given['publication']}")


def _month(text):
    from chuntian.kernel.days import Month, MonthError

    try:
        return Month.parse(text)
    except MonthError as why:
        raise Failure(str(why)) from why
