"""Settings: one page that leads to what keeps the house going, each for those who may."""

from typing import Any

from django.conf import settings as house
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do, Role
from chuntian.accounts.models import Assignment
from chuntian.accounts.roles import FIELD_MASKS, ROLE_ACTIONS
from chuntian.accounts.scopes import SEES_PERSONS
from chuntian.places.regions import full_name
from chuntian.trail.models import Entry
from chuntian.upkeep.backup import ACTION
from chuntian.upkeep.readiness import look
from chuntian.web.pages import page, policy_of

LAST_BACKUPS = 20
# Each place: its address, its title, what it is for.
GROUPS = [
    (gettext_lazy("人和机构"), [
        ("accounts", gettext_lazy("账号"), gettext_lazy("谁在这里工作，加人、换岗、停用")),
        ("settings-roles", gettext_lazy("角色和权限"), gettext_lazy("每个角色能做什么、看到多少、管哪里")),
        ("organisations", gettext_lazy("机构"), gettext_lazy("残联、民政、服务机构、用人单位、银行：登记、更正、停用")),
        ("bulk", gettext_lazy("大量查看和导出"), gettext_lazy("要另一人同意的申请")),
    ]),
    (gettext_lazy("标准和名单"), [
        ("programmes", gettext_lazy("政策和标准"), gettext_lazy("每项政策的规定、标准沿革和例子")),
        ("changes", gettext_lazy("标准变更"), gettext_lazy("一人拟定、一人批准")),
        ("lists", gettext_lazy("名单种类"), gettext_lazy("每种名单有哪些列、归哪个部门、多久作数")),
        ("list-calendar", gettext_lazy("名单日历"), gettext_lazy("哪份该到了，哪份过期了")),
        ("budgets", gettext_lazy("资金和预算"), gettext_lazy("每笔资金还剩多少")),
    ]),
    (gettext_lazy("系统"), [
        ("settings-health", gettext_lazy("系统检查"), gettext_lazy("密钥、数据库、磁盘、日历、待发消息是否正常")),
        ("settings-backups", gettext_lazy("备份"), gettext_lazy("最近一次是什么时候，怎样再做一次")),
    ]),
    (gettext_lazy("自己"), [
        ("account", gettext_lazy("我的账号"), gettext_lazy("密码、第二步验证、登录过的地方")),
        ("preferences", gettext_lazy("字号与显示"), gettext_lazy("大字、高对比、长辈版、语言")),
    ]),
]  # fmt: skip
STATES = {
    "ok": (gettext_lazy("正常"), "good"),
    "warn": (gettext_lazy("提醒"), "warn"),
    "bad": (gettext_lazy("不合格"), "stop"),
}


@page(Do.PROGRAMMES_VIEW)
def settings(request: HttpRequest) -> HttpResponse:
    """Lead to the settings that the reader may open."""
    groups = []
    for title, places in GROUPS:
        rows = [
            (reverse(f"desk:{name}"), label, about)
            for name, label, about in places
            if policy_of(f"desk:{name}").lets_through(request.scope)
        ]
        if rows:
            groups.append((title, rows))
    return render(request, "desk/settings.html", {"groups": groups})


@page(Do.PROGRAMMES_VIEW)
def roles(request: HttpRequest) -> HttpResponse:
    """Show what each role may do and how much of a person it sees, and which roles the reader holds, where."""
    held = Assignment.objects.in_force(request.today).filter(user=request.user).order_by("role", "region")
    mine = [(one.get_role_display(), full_name(one.region), one.valid_from, one.valid_to) for one in held]
    words, masks = dict(Do.choices), {"all": _("全部业务字段"), "contact": _("姓名、住址、联系方式、服务需求")}
    rows = [
        {
            "label": Role(role).label,
            "may": [words[action] for action in Do.values if action in ROLE_ACTIONS[role]],
            "sees": masks.get(FIELD_MASKS.get(role, ""), _("不见个人")) if role in SEES_PERSONS else _("不见个人"),
            "mine": any(one.role == role for one in held),
        }
        for role in Role.values
    ]
    return render(request, "desk/settings-roles.html", {"rows": rows, "mine": mine})


@page(Do.SYSTEM_ADMIN)
def health(request: HttpRequest) -> HttpResponse:
    """Show what `chuntian check` says: each line with its state and what to do."""
    lines = look(request.moment)
    rows = [{"line": one, "word": STATES[one.state][0], "tag": STATES[one.state][1]} for one in lines]
    rows.sort(key=lambda row: ("bad", "warn", "ok").index(row["line"].state))
    cells: list[Any] = [
        (sum(one.state == state for one in lines), word, "", "late" if state == "bad" else "")
        for state, (word, _tag) in STATES.items()
    ]
    return render(request, "desk/settings-health.html", {"rows": rows, "cells": cells})


@page(Do.SYSTEM_ADMIN)
def backups(request: HttpRequest) -> HttpResponse:
    """Show which backups were made, when and under which name; and how to make one and to try it."""
    made = Entry.objects.filter(subject_kind="backup", action=ACTION).order_by("-at")[:LAST_BACKUPS]
    rows = [{"at": one.at, "name": one.subject_id, "by": one.actor} for one in made]
    return render(request, "desk/settings-backups.html", {"rows": rows, "folder": str(house.DATA_FOLDER)})
