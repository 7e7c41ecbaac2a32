"""The places of the desk, in the order of the work. Who may go where is what their first page says (pages.Policy)."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chuntian.web.pages import policy_of, prepare


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
    ("desk:discovery", _("发现"), _("该得的没得、该停的没停、还不清楚的")),
    ("desk:discrepancies", _("疑点"), _("名单之间对不上的地方，逐条定论")),
    ("desk:cases", _("办理"), _("申请、核对、审批")),
    ("desk:payments", _("发放"), _("每月的发放批次，从制单到银行回盘")),
    ("desk:services", _("服务"), _("需求、轮候、机构和协议、结算、辅具、家庭改造")),
    ("desk:programmes", _("政策"), _("全部政策：谁、多少、依据哪一条")),
    ("desk:measures", _("指标"), _("每个数字，点开就是名单")),
    ("provider:today", _("今天的服务"), _("登记服务，请本人当场确认")),
    ("provider:plan", _("排期"), _("一周的预约：排、改、取消，可打印")),
    ("provider:people", _("服务的人"), _("每个人服务到哪一天，还剩多少")),
    ("provider:claims", _("服务结算"), _("每月的结算单，和有疑点的明细")),
    ("provider:agreement", _("协议和价目"), _("承接的项目、期限、价目表、停业日")),
    ("mine:home", _("我的档案"), _("自己的，和有授权的人的：发放、决定、资料")),
    ("desk:accounts", _("账号"), _("谁在这里工作、什么角色、到什么时候")),
    ("desk:settings", _("设置"), _("人、角色、机构、标准、名单、备份和系统检查")),
]


def places_for(request: HttpRequest) -> list[Place]:
    """List the places that the user may go to; the one the request lies in is marked as here."""
    prepare(request)
    open_ones = []
    for name, title, about in PLACES:
        if policy_of(name).lets_through(request.scope):
            open_ones.append((title, about, reverse(name)))
    here = max((url for _title, _about, url in open_ones if is_under(request.path, url)), key=len, default="")
    return [Place(title, about, url, url == here) for title, about, url in open_ones]


def is_under(path: str, url: str) -> bool:
    """Tell whether a path lies in the place at `url` (the first page lies only in itself)."""
    return path == url if url == "/" else path.startswith(url)
