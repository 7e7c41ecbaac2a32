"""The places of the desk, in the order of the work. Who may go where is what their first page says (pages.Policy)."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chuntian.web.pages import prepare


@dataclass(frozen=True)
class Place:
    title: Promise
    about: Promise
    url: str
    here: bool


PLACES: list[tuple[str, Promise, Promise]] = [
    ("desk:work", _("工作"), _("今天该办的事，按期限排列")),
    ("desk:search", _("查人"), _("按姓名、拼音、号码找一个人")),
    ("desk:lists", _("名单"), _("各部门的名单：到了哪些、有多旧、上传和入库")),
    ("desk:discrepancies", _("疑点"), _("名单之间对不上的地方，逐条定论")),
    ("desk:cases", _("办理"), _("申请、核对、审批")),
    ("desk:payments", _("发放"), _("每月的发放批次，从制单到银行回盘")),
    ("desk:programmes", _("政策"), _("全部政策：谁、多少、依据哪一条")),
    ("desk:measures", _("指标"), _("每个数字，点开就是名单")),
    ("desk:accounts", _("账号"), _("谁在这里工作、什么角色、到什么时候")),
]


def places_for(request: HttpRequest) -> list[Place]:
    """List the places that the user may go to; the one the request lies in is marked as here."""
    prepare(request)
    found = []
    for name, title, about in PLACES:
        url = reverse(name)
        if resolve(url).func.policy.lets_through(request.scope):
            found.append(Place(title, about, url, is_under(request.path, url)))
    return found


def is_under(path: str, url: str) -> bool:
    """Tell whether a path lies in the place at `url` (the first page lies only in itself)."""
    return path == url if url == "/" else path.startswith(url)
