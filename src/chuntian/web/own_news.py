"""
Tell people what was done with their account while they were away (ASVS 6.3.5, 6.3.7): at the next sign-in, and on their page.

There is no mail and no telephone here, so the page itself tells. Counted is from the last sign-in with this browser, so that
somebody else's sign-in in between does not swallow the news; on a browser that is new here the last sign-in is named as well.
"""

import json
from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib.messages import warning
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.models import User
from chuntian.accounts.operations import OPENED, note_sign_in
from chuntian.kernel.clock import CHINA
from chuntian.trail import reach
from chuntian.trail.models import Entry
from chuntian.trail.queries import entries_about
from chuntian.web import clock, sessions, throttle

LAST = 20
DONE = {
    "account.created": gettext_lazy("建立账号"),
    "account.stopped": gettext_lazy("停用账号"),
    "account.opened": gettext_lazy("恢复账号"),
    "role.given": gettext_lazy("给角色"),
    "role.ended": gettext_lazy("终止角色"),
    "password.given": gettext_lazy("重设密码"),
    "password.chosen": gettext_lazy("本人改密码"),
    "second_factor.added": gettext_lazy("加第二步验证"),
    "second_factor.removed": gettext_lazy("去掉第二步验证"),
    "second_factor.codes_made": gettext_lazy("做备用码"),
    "second_factor.recovery_used": gettext_lazy("用备用码登录"),
    "second_factor.reset_asked": gettext_lazy("提出重置第二步验证"),
    "second_factor.reset": gettext_lazy("重置第二步验证"),
    "second_factor.reset_refused": gettext_lazy("不重置第二步验证"),
    "session.opened": gettext_lazy("登录"),
    "session.closed": gettext_lazy("退出"),
}
TOLD = {
    "password.given": gettext_lazy("别人重设了您的密码"),
    "password.chosen": gettext_lazy("改了密码"),
    "second_factor.added": gettext_lazy("加了第二步验证"),
    "second_factor.removed": gettext_lazy("去掉了第二步验证"),
    "second_factor.codes_made": gettext_lazy("做了新的备用码"),
    "second_factor.recovery_used": gettext_lazy("用备用码登录过"),
    "second_factor.reset_asked": gettext_lazy("有人提出重置您的第二步验证"),
    "second_factor.reset": gettext_lazy("您的第二步验证被重置了"),
}


def note_and_tell(request: HttpRequest, user: User, factor: str) -> None:
    """Write the sign-in down, and tell what happened since the last one."""
    known_at = throttle.known_since(request, user.get_username())
    with reach.whole_house(f"sign-in user:{user.pk}"):
        last = entries_about("user", user.pk).filter(action=OPENED).first()
        since = known_at or (last and last.at)
        failed = throttle.failed_since(user.get_username(), since)
        news = _news(user, since, failed) if since else []
        if last and not known_at:
            news.append(
                _("上一次登录是 %(at)s（%(where)s）")
                % {"at": f"{last.at.astimezone(CHINA):%Y-%m-%d %H:%M}", "where": _where(_detail(last))}
            )
        note_sign_in(
            user=user, at=clock.present(), factor=factor, address=request.META.get("REMOTE_ADDR", ""),
            device=sessions.described(request.META.get("HTTP_USER_AGENT", "")), is_known=known_at is not None,
            failed_before=failed.password + failed.half,
        )  # fmt: skip
    if news:
        said = {"news": "；".join(news)}
        told = _("上次登录以来：%(news)s。不是您做的，请马上改密码，并告诉管理员；明细在“我的账号”的“安全”页。") % said
        warning(request, told, extra_tags="warn")


def _news(user: User, since: datetime, failed: throttle.Failed) -> list[str]:
    found = []
    if failed.half:
        found.append(_("密码对了、第二步没有通过 %s 次，也许有人知道您的密码") % failed.half)
    if failed.password:
        found.append(_("密码没有填对 %s 次") % failed.password)
    entries = entries_about("user", user.pk).filter(at__gt=since)
    elsewhere = sum(not _detail(one).get("known") for one in entries.filter(action=OPENED))
    if elsewhere:
        found.append(_("在没有用过的浏览器上登录 %s 次") % elsewhere)
    counted = Counter(entries.filter(action__in=TOLD).order_by("id").values_list("action", flat=True))
    return found + [
        f"{TOLD[action]}（{count}）" if count > 1 else str(TOLD[action]) for action, count in counted.items()
    ]


def history(user: User) -> list[dict[str, Any]]:
    """Give what was last done with one's own account, newest first, for one's own page."""
    with reach.whole_house(f"own-account user:{user.pk}"):
        return [_row(one) for one in entries_about("user", user.pk)[:LAST]]


def _row(one: Entry) -> dict[str, Any]:
    said = _detail(one)
    return {
        "at": one.at,
        "what": DONE.get(one.action, one.action),
        "by": one.actor,
        "where": _where(said),
        "is_new": one.action == OPENED and not said.get("known"),
        "failed": said.get("failed_before", 0) if one.action == OPENED else 0,
    }


def _where(said: dict[str, Any]) -> str:
    return " · ".join(str(word) for word in (said.get("device"), said.get("from")) if word)


def _detail(one: Entry) -> dict[str, Any]:
    return dict(json.loads(one.detail or "{}"))
