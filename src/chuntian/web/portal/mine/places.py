"""The places of one's own file, in the order in which people ask for them."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLACES: list[tuple[str, Promise]] = [
    ("mine:home", _("首页")),
    ("apply:home", _("申请")),
    ("apply:cases", _("办到哪里了")),
    ("mine:money", _("发放")),
    ("mine:services", _("我的服务")),
    ("mine:decisions", _("能得到什么")),
    ("mine:letters", _("信")),
    ("mine:facts", _("我的资料")),
    ("mine:looked", _("谁看过")),
    ("mine:settings", _("设置")),
]


def places(request: HttpRequest) -> list[tuple[Promise, str, bool]]:
    """Give title, address and whether the reader is there; the home is a place of its own, not above the others."""
    found = []
    for name, title in PLACES:
        url = reverse(name)
        found.append((title, url, request.path == url if name == "mine:home" else request.path.startswith(url)))
    return found
