"""
Why a task came, in a sentence: the law's own words where a decision asked for it.

No amount is said here: on its own page it stands with the mark of the standard it was made from.
"""

from datetime import date
from typing import Any, cast

from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from chuntian.casework.enums import TaskKind
from chuntian.casework.law import law_in_use
from chuntian.casework.models import Task
from chuntian.casework.operations.discover import LEFT, MERGED
from chuntian.rules import Law
from chuntian.web.reading.corrections import name_of
from chuntian.web.reading.letters import names_of

WHY: dict[str, Promise] = {
    TaskKind.TELL: gettext_lazy("符合条件，没有在享受"),
    TaskKind.STOP: gettext_lazy("在享受，不再符合条件"),
    TaskKind.FETCH: gettext_lazy("信息不全，判定不了"),
    TaskKind.CHECK: gettext_lazy("在享受的待遇要核查"),
    TaskKind.VISIT: gettext_lazy("要入户看一看"),
    TaskKind.DECIDE: gettext_lazy("等人审定"),
    TaskKind.DISCREPANCY: gettext_lazy("名单之间对不上"),
    TaskKind.FORMAT: gettext_lazy("文书的这种形式没有生成"),
    TaskKind.CORRECT: gettext_lazy("本人说档案不对"),
}
DO: dict[str, Promise] = {
    TaskKind.TELL: gettext_lazy("联系本人"),
    TaskKind.STOP: gettext_lazy("核实后停发"),
    TaskKind.FETCH: gettext_lazy("补信息"),
    TaskKind.CHECK: gettext_lazy("核查"),
    TaskKind.VISIT: gettext_lazy("去入户"),
    TaskKind.DECIDE: gettext_lazy("审定"),
    TaskKind.DISCREPANCY: gettext_lazy("去定论"),
    TaskKind.FORMAT: gettext_lazy("送到本人"),
    TaskKind.CORRECT: gettext_lazy("核实并答复"),
}
GONE = {LEFT: gettext_lazy("户籍已不在本地"), MERGED: gettext_lazy("已并入另一份档案")}


def the_law() -> Law:
    """Give the law in use, read when the first task asks for its words and not again: once a page, and of most tasks never."""
    return cast(Law, SimpleLazyObject(law_in_use))


def why(task: Task, law: Law) -> str:
    """Say why a task came."""
    special = _by_key(task, law) or _by_detail(task, law)
    return special or str(WHY[TaskKind(task.kind)])


def conditions(programme: str, mask: int, law: Law) -> list[tuple[str, str]]:
    """
    Give the conditions that a decision's bits name, each with its article, in the order of the law.

    Read with the law in use: bits of a run that was decided under other conditions are those of its own day.
    """
    if programme not in law.checked:
        return []
    checked, english = law.checked[programme], (get_language() or "").startswith("en")
    found = [
        ((one.en or one.zh) if english else one.zh, str(one.article or ""))
        for bit, one in zip(checked.bits, checked.declared.requirements, strict=False)
        if mask & bit
    ]
    return found + ([(_("金额还算不出"), "")] if mask & checked.amount_bit else [])


def _by_key(task: Task, law: Law) -> str:
    about, _sign, rest = task.key.partition(":")
    if about == "certificate" and rest:
        return _("残疾人证 %s 到期，提醒换证") % date.fromisoformat(rest)
    if about == "param":
        return _("缺标准：%s") % _named(rest, law)
    if about == "recovery":
        return _("这个月可能多发了")
    if about == "review":
        return _("复核撤销了原来的批准，要重新核查")
    return ""


def _named(key: str, law: Law) -> str:
    book = law.book
    return (book.declaration(key).description if key in book else "") or key


def _by_detail(task: Task, law: Law) -> str:
    detail: dict[str, Any] = task.detail
    if task.kind == TaskKind.CORRECT and detail.get("fact"):
        return _("本人说“%s”不对") % name_of(detail["fact"])
    if task.kind == TaskKind.FORMAT and detail.get("forms"):
        return _("没有生成：%s") % "、".join(names_of(detail["forms"]))
    if detail.get("reason") in GONE:
        return str(GONE[detail["reason"]])
    if task.kind == TaskKind.STOP and detail.get("failed"):
        return _first(_("不符合：%s"), conditions(task.programme, detail["failed"], law))
    if task.kind == TaskKind.FETCH and detail.get("unknown"):
        said = _first(_("还不知道：%s"), conditions(task.programme, detail["unknown"], law))
        return _("%(said)s（%(count)s 人）") % {"said": said, "count": detail["count"]} if detail.get("count") else said
    return ""


def _first(sentence: str, found: list[tuple[str, str]]) -> str:
    return sentence % "；".join(text for text, _article in found) if found else ""
