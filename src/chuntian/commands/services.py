"""`chuntian services`: needs, providers, waiting lists, claims, things and works of a place."""

from typing import Any

import click

from chuntian.commands.common import Day, Failure, answer, json_option, now, set_up_django, today

region_option = click.option("--region", default=None, help="行政区划代码，默认为本机构所在地 · division code")
month_option = click.option("--month", required=True, metavar="YYYY-MM", help="月份 · the month")
by_option = click.option("--by", "username", required=True, help="操作人用户名 · who does it")


@click.group("services")
def command() -> None:
    """服务：需求、机构、轮候、结算、辅具、改造。Needs, providers, orders, claims, things and homes."""
    set_up_django()


def _region(region: str | None) -> str:
    from chuntian.commands.region import region_of

    return region_of(region)


@command.command("programmes")
@json_option
def programmes(as_json) -> None:
    """按同一机制提供的项目及其依据。The programmes that are delivered here, with their articles."""
    from chuntian.services.declared import services

    rows = [
        {"slug": one.slug, "name": one.name, "way": one.way, "need": one.need, "one_provider": one.one_provider,
         "items": [item.name for item in one.items], "source": one.source}
        for one in services().values()
    ]  # fmt: skip
    answer(
        {"programmes": rows},
        as_json,
        lambda said: "\n".join(f"{one['slug']:<30}{one['name']}（{one['source']}）" for one in said["programmes"]),
    )


@command.command("needs")
@region_option
@click.option("--on", type=Day(), default=None, help="截至哪一天 · as of a day")
@click.option("--level", type=click.Choice(["county", "town", "village"]), default="town", show_default=True)
@json_option
def needs(region, on, level, as_json) -> None:
    """未满足需求台账：按地方和种类，附最久等待。Unmet needs by place and kind, with their age."""
    from chuntian.places.regions import division_name
    from chuntian.services.enums import NeedKind
    from chuntian.services.queries import unmet

    size = {"county": 6, "town": 9, "village": 12}[level]
    rows = unmet(_region(region), on=on or today(), size=size).to_dicts()
    labels = dict(NeedKind.choices)

    def text(said) -> str:
        lines = [
            f"{division_name(row['region'])}  {labels[row['kind']]}：未满足 {row['open']}，已安排 {row['planned']}，"
            f"紧急 {row['urgent']}，最久 {row['oldest_days']} 天"
            for row in said["needs"]
        ]
        return "\n".join(lines) or "没有未满足的需求"

    answer({"needs": rows}, as_json, text)


@command.command("waiting")
@region_option
@click.option("--programme", default=None, help="项目代码 · programme")
@json_option
def waiting(region, programme, as_json) -> None:
    """轮候名单，等得最久的在前。Who waits, the longest first."""
    from chuntian.services import queries

    found = queries.waiting(_region(region), programme=programme)
    rows = [
        {"order": one.pk, "person": one.person_id, "programme": one.programme, "days": (today() - one.asked_on).days}
        for one in found
    ]
    answer(
        {"waiting": rows},
        as_json,
        lambda said: (
            "\n".join(f"{row['days']:>5} 天  {row['programme']}  人员 {row['person']}" for row in said["waiting"])
            or "没有人在轮候"
        ),
    )


@command.command("facilities")
@region_option
@json_option
def facilities(region, as_json) -> None:
    """目录中的设施在本地有哪些，各办哪些项目。The facilities of the catalogue, who is one here, and what it delivers."""
    from chuntian.services import queries

    def text(said) -> str:
        lines = []
        for row in said["facilities"]:
            lines.append(f"{row['name']}：{len(row['places'])} 处")
            lines += [f"  {one['name']}（{'、'.join(one['programmes']) or '尚无在期协议'}）" for one in row["places"]]
        return "\n".join(lines)

    answer({"facilities": queries.facilities(_region(region), on=today())}, as_json, text)


@command.command("chain")
@region_option
@click.option("--on", type=Day(), default=None, help="截至哪一天 · as of a day")
@json_option
def chain(region, on, as_json) -> None:
    """筛查、诊断、康复：各人到了哪一步，有没有超时。From screening to rehabilitation: who waits for what, and too long."""
    from chuntian.services.chain import chain as links
    from chuntian.standards.queries import law

    found = links(_region(region), on=on or today(), law=law())
    rows = [
        {"person": one.person_id, "stage": one.stage, "label": one.stage.label_zh, "days": one.days, "late": one.late,
         "screened_on": one.screened_on, "diagnosed_on": one.diagnosed_on, "started_on": one.started_on, "due_on": one.due_on}
        for one in found
    ]  # fmt: skip
    late = {True: "，超时", False: "", None: "，本地未定时限"}
    answer(
        {"chain": rows},
        as_json,
        lambda said: (
            "\n".join(
                f"人员 {row['person']}  {row['label']} {row['days']} 天{'' if row['started_on'] else late[row['late']]}"
                for row in said["chain"]
            )
            or "没有登记过筛查"
        ),
    )


@command.command("claim")
@region_option
@month_option
@json_option
def claim(region, month, as_json) -> None:
    """汇总一个月双方确认的服务，逐行核对。Build the month's claims from accepted sessions and check every line."""
    from chuntian.services import operations

    claims = _guarded(
        lambda: operations.build_claims(region=_region(region), month=month, by="command:services", at=now())
    )
    answer(_claims(claims), as_json, _claims_text)


@command.command("findings")
@region_option
@month_option
@json_option
def findings(region, month, as_json) -> None:
    """结算单核对出的疑点。What the check of a month's claims found."""
    from chuntian.places.regions import in_region_q
    from chuntian.services.models import Claim

    claims = Claim.objects.filter(in_region_q(_region(region)), month=month)
    answer(_claims(claims), as_json, _claims_text)


@command.command("settle")
@region_option
@month_option
@by_option
@json_option
def settle(region, month, username, as_json) -> None:
    """结算已提交的结算单：再核一遍，开出应付账单。Settle what was handed in: checked again, billed once."""
    from chuntian.accounts.models import User
    from chuntian.accounts.scopes import can
    from chuntian.places.regions import in_region_q
    from chuntian.services import operations
    from chuntian.services.models import Claim

    place = _region(region)
    user = User.objects.filter(username=username).first()
    if user is None or not can(user, "case.decide", on=today(), region=place):
        raise Failure(f"用户 {username} 不存在，或在 {place} 没有审批权限 · no such user, or not allowed")
    claims = list(Claim.objects.filter(in_region_q(place), month=month, state__in=["submitted", "settled"]))
    bills = _guarded(lambda: operations.settle_claims(claims=claims, by=user, at=now()))
    rows = [
        {"bill": one.pk, "payee": str(one.payee), "amount_fen": one.amount_fen, "lines": one.count} for one in bills
    ]
    answer(
        {"bills": rows},
        as_json,
        lambda said: "\n".join(
            f"{row['payee']}  {row['lines']} 笔  {row['amount_fen'] / 100:,.2f} 元" for row in said["bills"]
        ),
    )


@command.command("stock")
@region_option
@json_option
def stock(region, as_json) -> None:
    """辅具库存：在库、借出、维修，及逾期未还。Things in stock, lent, in repair; and what is overdue."""
    from chuntian.services import queries

    place = _region(region)
    rows = list(queries.stock(place))
    late = [
        {"label": one.device.label, "person": one.person_id, "due_on": one.due_on}
        for one in queries.loans_overdue(place, on=today())
    ]

    def text(said) -> str:
        from chuntian.services.enums import DeviceState

        words = dict(DeviceState.choices)
        lines = [
            f"{row['provider__organisation__name']}  {row['item']}  {words[row['state']]} {row['count']}"
            for row in said["stock"]
        ]
        return "\n".join([*lines, f"逾期未还 {len(said['overdue'])} 件"])

    answer({"stock": rows, "overdue": late}, as_json, text)


@command.command("costs")
@region_option
@click.option("--year", type=int, default=None, help="年份 · the year")
@json_option
def costs(region, year, as_json) -> None:
    """同一项目各机构的单价，高者在前。Unit costs of each item, provider by provider."""
    from chuntian.services import queries

    rows = list(queries.unit_costs(_region(region), year or today().year))

    def text(said) -> str:
        return "\n".join(
            f"{row['item']:<28}{row['provider__organisation__name']}  {row['times']} 次，"
            f"均价 {row['mean'] / 100:,.2f} 元（{row['low'] / 100:,.2f}—{row['high'] / 100:,.2f}）"
            for row in said["costs"]
        )

    answer({"costs": rows}, as_json, text)


@command.command("works")
@region_option
@json_option
def works(region, as_json) -> None:
    """家庭无障碍改造项目：户数、总额、户均。Projects of works: homes, sums, the average so far."""
    from chuntian.places.regions import in_region_q
    from chuntian.services.models import Project
    from chuntian.services.queries import project_standing

    rows = []
    for project in Project.objects.filter(in_region_q(_region(region))).order_by("-year", "name"):
        one = project_standing(project)
        rows.append({
            "project": project.name, "households": project.households, "homes": one.homes, "sum_fen": project.sum_fen,
            "spent_fen": one.spent_fen, "bound_fen": one.bound_fen, "average_fen": one.average_fen,
        })  # fmt: skip

    def text(said) -> str:
        return "\n".join(
            f"{row['project']}：计划 {row['households']} 户，验收 {row['homes'].get('accepted', 0)} 户；"
            f"总额 {row['sum_fen'] / 100:,.2f} 元，已用 {row['spent_fen'] / 100:,.2f} 元，"
            f"户均 {'—' if row['average_fen'] is None else format(row['average_fen'] / 100, ',.2f')} 元"
            for row in said["projects"]
        )

    answer({"projects": rows}, as_json, text)


def _claims(claims) -> dict[str, Any]:
    from django.db.models import Count, Sum

    from chuntian.services.models import ClaimLine
    from chuntian.services.queries import findings as found

    claims = list(claims)
    lines = ClaimLine.objects.filter(claim__in=claims)
    states = lines.order_by().values_list("state").annotate(count=Count("id"), fen=Sum("allowed_fen"))
    return {
        "claims": len(claims),
        "lines": {state: {"count": count, "allowed_fen": fen} for state, count, fen in states},
        "findings": [
            {"finding": one.finding.name.lower(), "label": one.finding.label_zh, "lines": one.lines, "asked_fen": one.asked_fen}
            for one in found(claims)
        ],
    }  # fmt: skip


def _claims_text(said: dict) -> str:
    from chuntian.services.enums import LineState

    words = dict(LineState.choices)
    lines = [f"结算单 {said['claims']} 份"]
    lines += [
        f"  {words[state]} {row['count']} 笔，可付 {row['allowed_fen'] / 100:,.2f} 元"
        for state, row in said["lines"].items()
    ]
    lines += [f"  疑点：{row['label']} {row['lines']} 笔，{row['asked_fen'] / 100:,.2f} 元" for row in said["findings"]]
    return "\n".join(lines)


def _guarded(work: Any) -> Any:
    from chuntian.kernel.days import MonthError
    from chuntian.services import operations

    refused = tuple(one for one in vars(operations).values() if isinstance(one, type) and issubclass(one, Exception))
    try:
        return work()
    except (*refused, MonthError) as why:
        raise Failure(str(why)) from why
