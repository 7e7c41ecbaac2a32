"""Who looked at the file: which office, on which day, what for; in plain words (trust.md B22)."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import STAFF, Role
from chuntian.accounts.models import Assignment, Authority, User
from chuntian.kernel.clock import CHINA
from chuntian.places.regions import division_name
from chuntian.registry.models import Person
from chuntian.registry.queries import same_person
from chuntian.trail.models import Entry
from chuntian.trail.queries import ABOUT_A_PERSON, entries_of_person
from chuntian.web.portal.mine.pages import own_file

ROWS_A_PAGE = 20
MOST_ENTRIES = 1000
DONE: dict[str, Promise] = {
    "person.view": gettext_lazy("看了档案"),
    "person.number": gettext_lazy("看了一个完整的号码"),
    "reveal": gettext_lazy("用了一个完整的号码"),
    "person.search": gettext_lazy("查人时看到您在结果里"),
    "list.view": gettext_lazy("看名单时看到您在里面"),
    "export": gettext_lazy("取走了一份有您的名单"),
    "measure.open": gettext_lazy("看统计数字时看到您在里面"),
    "recovery.view": gettext_lazy("看了一笔多发的钱"),
    "pay.take_file": gettext_lazy("取了发放用的文件"),
    "service.view": gettext_lazy("看了您的服务安排"),
    "home.photo": gettext_lazy("看了您家改造的照片"),
    "person.copy": gettext_lazy("取了全部信息的副本"),
    "person.formats": gettext_lazy("登记了要哪些形式的信"),
    "person.merge": gettext_lazy("合并了重复的档案"),
    "partner.read": gettext_lazy("从系统里查了一次"),
    "fact.state": gettext_lazy("登记了一项情况"),
    "letter.issue": gettext_lazy("出具了一封信"),
    "letter.give": gettext_lazy("打开了一封信的文件"),
    "contact.attempt": gettext_lazy("联系您一次"),
    "correction.ask": gettext_lazy("提出有一项不对"),
    "correction.answer": gettext_lazy("答复了哪里不对"),
    "authority.given": gettext_lazy("登记了谁能替您办"),
    "authority.ended": gettext_lazy("终止了谁能替您办"),
    "award.grant": gettext_lazy("批准了待遇"),
    "award.stop": gettext_lazy("停了待遇"),
    "award.resume": gettext_lazy("恢复了待遇"),
}
PARTS: dict[str, Promise] = {
    "overview": gettext_lazy("概况"),
    "home": gettext_lazy("首页"),
    "facts": gettext_lazy("资料"),
    "decisions": gettext_lazy("能得到什么"),
    "money": gettext_lazy("发放"),
    "award": gettext_lazy("发放"),
    "letter": gettext_lazy("信"),
    "letters": gettext_lazy("信"),
    "letter-file": gettext_lazy("信"),
    "helpers": gettext_lazy("谁能替我办"),
    "formats": gettext_lazy("信的形式"),
    "contact": gettext_lazy("联系方式"),
    "services": gettext_lazy("需求和服务"),
    "trail": gettext_lazy("谁看过"),
    "case": gettext_lazy("申请"),
    "cases": gettext_lazy("申请"),
    "paper": gettext_lazy("材料"),
    "task": gettext_lazy("要办的事"),
    "held": gettext_lazy("先不发的钱"),
    "exception": gettext_lazy("银行没发成的钱"),
    "discrepancy": gettext_lazy("两处不一样的情况"),
    "apply": gettext_lazy("申请"),
    "complain": gettext_lazy("投诉"),
    "looked": gettext_lazy("谁看过"),
}


@own_file("looked")
def looked(request: HttpRequest) -> HttpResponse:
    """Show who opened or changed the file, a row for each office, day and purpose; one's own looks are folded away."""
    own = {request.user.get_username()}
    entries = list(entries_of_person(same_person(request.acting.person))[:MOST_ENTRIES])
    others = _rows([one for one in entries if one.actor not in own], request.acting.person)
    mine = _rows([one for one in entries if one.actor in own], request.acting.person)
    page = Paginator(others, ROWS_A_PAGE).get_page(request.GET.get("page"))
    view = {"page": page, "rows": list(page.object_list), "mine": mine[:ROWS_A_PAGE], "count": len(others)}
    return render(request, "portal/mine/looked.html", view)


def _rows(entries: list[Entry], person: Person) -> list[dict[str, Any]]:
    """Give a row for what the same office did on the same day for the same purpose."""
    names = _Names(person, {one.actor for one in entries})
    told = Counter((_day(one), names.of(one.actor, _day(one)), _what(one), _why(one)) for one in entries)
    return [
        {"day": day, "who": who, "what": what, "why": why, "count": count}
        for (day, who, what, why), count in sorted(told.items(), key=lambda row: row[0][0], reverse=True)
    ]


def _day(one: Entry) -> date:
    return one.at.astimezone(CHINA).date()


def _why(one: Entry) -> str:
    """Give the reason of what was done to him alone: what a whole list was for may name another."""
    return one.reason if one.subject_kind in ABOUT_A_PERSON else ""


def _what(one: Entry) -> str:
    said = DONE.get(one.action)
    if said is None:
        return _("办理了业务")
    part = PARTS.get(str(json.loads(one.detail or "{}").get("part", "")))
    return _("%(what)s：%(part)s") % {"what": said, "part": part} if part else str(said)


class _Names:
    """The offices behind the names in the trail: whoever works there is named by office and work, not by name."""

    def __init__(self, person: Person, actors: Iterable[str]) -> None:
        self.users = {one.username: one for one in User.objects.filter(username__in=set(actors))}
        users = [one.pk for one in self.users.values()]
        self.held: dict[int, list[Assignment]] = {}
        for one in Assignment.objects.filter(user__in=users, role__in=list(STAFF)).order_by("role", "region"):
            self.held.setdefault(one.user_id, []).append(one)
        self.helpers = set(Authority.objects.filter(person_id=person.pk).values_list("user_id", flat=True))
        self.person = person

    def of(self, actor: str, on: date) -> str:
        """Say who it was on that day."""
        user = self.users.get(actor)
        if user is None:
            return _("系统自动办理") if actor.startswith("system") else _("有权查询的部门：%s") % actor
        if user.person_id == self.person.pk:
            return _("本人的账号")
        if user.pk in self.helpers:
            return _("替您办的人：%s") % user
        there = [one for one in self.held.get(user.pk, []) if _holds(one, on)] or self.held.get(user.pk, [])
        if not there:
            return _("工作人员")
        return f"{division_name(there[0].region)} {Role(there[0].role).label}".strip()


def _holds(one: Assignment, on: date) -> bool:
    return one.valid_from <= on and (one.valid_to is None or one.valid_to >= on)
