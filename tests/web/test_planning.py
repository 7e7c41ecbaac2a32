"""Appointments on pages: a provider's week, the day that enters them, the desk's order, one's own; and what is refused."""

import re
from datetime import date

import pytest
from django.urls import reverse
from tests.casework.county import moment
from tests.services.furnished import ITEM, TODAY
from tests.web.served import NAMES, enter, send, served_office, text  # noqa: F401 (a fixture)

from chuntian.accounts.enums import Role
from chuntian.accounts.models import User
from chuntian.services import operations as services
from chuntian.services.models import Appointment, Order, Session
from chuntian.trail.models import Entry

pytestmark = pytest.mark.django_db
PLAN = "/provider/plan/"
SAID = {
    "item": ITEM,
    "day": "2024-03-25",
    "starts": "09:00",
    "ends": "09:50",
    "mode": "centre",
    "staff": "小李",
    "weeks": 1,
}


def planned(office, day: date = date(2024, 3, 25), order: Order | None = None, hour: int = 9) -> Appointment:
    return services.plan(
        order=order or office.order, day=day, starts=hour * 60, ends=hour * 60 + 50, item=ITEM, by=office.staff, at=moment(TODAY, 8)
    ).made[0]  # fmt: skip


def test_a_week_is_planned_and_read(office):
    client = enter(Role.PROVIDER)

    shown = send(client, PLAN, "plan", order=office.order.pk, **SAID | {"weeks": 2}).content.decode()

    assert "排好了 2 次" in shown
    week = text(client, f"{PLAN}?day=2024-03-27")
    assert "09:00–09:50" in week
    assert week.index("星期一") < week.index("马春花") < week.index("星期二")
    assert "这一周 2 个预约" in week
    assert "每周停业日" in week
    entry = Entry.objects.filter(action="service.view").order_by("-pk").first()
    assert (str(office.order.person_id) in entry.detail, "马春花" in entry.detail) == (True, False)


def test_a_series_says_which_dates_and_why(office):
    client = enter(Role.PROVIDER)
    services.shut(provider=office.provider, day=date(2024, 4, 1), reason="盘点", by=office.staff, at=moment(TODAY, 8))
    said = {"order": office.order.pk, **SAID, "weeks": 3}

    shown = send(client, PLAN, "plan", **said).content.decode()
    assert "2024-04-01：机构停业：盘点" in shown
    assert Appointment.objects.count() == 1  # the furnished one
    shown = send(client, PLAN, "plan", **said, skip="on").content.decode()

    assert "排好了 2 次" in shown
    assert "2024年4月1日 机构停业：盘点" in shown


def test_wrong_hours_and_another_providers_order_are_refused(office):
    client = enter(Role.PROVIDER)
    foreign = Order.objects.get(provider=office.other)

    assert (
        "结束要晚于开始"
        in send(client, PLAN, "plan", order=office.order.pk, **SAID | {"ends": "08:00"}).content.decode()
    )
    assert "请填写：哪一天" in send(client, PLAN, "plan", order=office.order.pk, **SAID | {"day": ""}).content.decode()
    send(client, PLAN, "plan", order=foreign.pk, **SAID)

    assert Appointment.objects.count() == 1
    assert "李秀英" not in text(client, PLAN)
    assert client.get(f"{PLAN}?day=nothing").status_code == 200


def test_todays_appointments_come_first_and_one_click_fills_the_session(office):
    made = planned(office, TODAY, hour=15)
    client = enter(Role.PROVIDER)
    page = text(client, "/provider/")
    assert page.index("约好的") < page.index("已登记的")
    link = f"?day={TODAY}&amp;appointment={made.pk}#deeds"
    assert link in page

    filled = text(client, f"/provider/?day={TODAY}&appointment={made.pk}")
    assert 'value="15:00"' in filled
    assert "已按 马春花 的预约填好" in filled
    said = {"order": office.order.pk, "item": ITEM, "starts": "15:05", "ends": "15:50", "mode": "centre"}
    send(client, "/provider/", "enter", **said, appointment=made.pk)

    entered = Session.objects.get(appointment=made)
    assert (entered.starts, Appointment.objects.get(pk=made.pk).state) == (905, "kept")
    assert reverse("provider:session", args=[entered.pk]) in text(
        client, reverse("provider:appointment", args=[made.pk])
    )


def test_one_is_moved_cancelled_or_missed(office):
    client = enter(Role.PROVIDER)
    first, second = planned(office), planned(office, date(2024, 3, 26))
    there = reverse("provider:appointment", args=[first.pk])
    said = {
        "day": "2024-03-26",
        "starts": "09:30",
        "ends": "10:00",
        "staff": "",
        "said_by": "person",
        "reason": "家里有事情",
    }

    assert "本人这个时间已有预约" in send(client, there, "move", **said).content.decode()
    shown = send(client, there, "move", **said | {"starts": "11:00", "ends": "11:50"}).content.decode()
    assert "改好了" in shown
    assert "本人：家里有事情" in text(client, there)
    assert (
        "请选由谁提出"
        in send(client, reverse("provider:appointment", args=[second.pk]), "cancel", reason="师傅请假").content.decode()
    )
    send(client, reverse("provider:appointment", args=[second.pk]), "cancel", said_by="provider", reason="师傅请假")
    assert Appointment.objects.get(pk=second.pk).state == "cancelled"
    over = planned(office, TODAY, hour=9)
    address = reverse("provider:appointment", args=[over.pk])
    assert "没有来" in text(client, address)
    assert "改时间" not in text(client, address)
    send(client, address, "miss", reason="电话打不通")
    assert Appointment.objects.get(pk=over.pk).state == "missed"
    assert "电话打不通" in text(client, address)


def test_what_is_anothers_answers_like_what_is_absent(office):
    theirs = planned(office, order=Order.objects.get(provider=office.other))
    client, own = enter(Role.PROVIDER), enter(Role.CITIZEN)

    for who, name in ((client, "provider:appointment"), (own, "mine:appointment"), (own, "mine:appointment-file")):
        there = who.get(reverse(name, args=[theirs.pk]))
        absent = who.get(reverse(name, args=[1]))
        assert (there.status_code, absent.status_code) == (404, 404)
    assert client.post(reverse("provider:appointment", args=[theirs.pk]), {"do": "cancel"}).status_code == 404
    filled = text(client, f"/provider/?day=2024-03-20&appointment={theirs.pk}")
    assert "李秀英" not in filled
    assert enter(Role.LIAISON).get(PLAN).status_code == 403


def test_the_person_asks_cancels_and_takes_it_along(office):
    made, client = planned(office), enter(Role.CITIZEN)
    address, person = reverse("mine:appointment", args=[made.pk]), office.order.person_id
    for page in ("/mine/services/", f"/mine/services/{office.order.pk}/"):
        assert f'href="{address}"' in text(client, page)

    def say(deed: str, words: str, of: int = person) -> str:
        said = {"do": deed, "for": of, f"{deed}-words": words}
        return client.post(address, said, follow=True).content.decode()

    assert "请写想换到什么时候" in say("wish", "")
    assert "另一个人的档案" in say("cancel", "孩子发烧", of=1)
    assert "原来的时间还算数" in say("wish", "下午三点以后")
    assert "下午三点以后" in text(enter(Role.PROVIDER), PLAN)
    file = client.get(reverse("mine:appointment-file", args=[made.pk]))
    assert file["Content-Type"].startswith("text/calendar")
    assert b"DTSTART:20240325T010000Z" in file.content
    assert "功能训练" not in file.content.decode()
    assert "已取消" in say("cancel", "孩子发烧")
    gone = Appointment.objects.get(pk=made.pk)
    assert (gone.state, gone.said_by, gone.reason) == ("cancelled", "person", "孩子发烧")
    assert "已取消，请看现在的情况" in say("cancel", "再取消一次")
    assert "放进自己的日历" not in text(client, address)


def test_the_desk_reads_the_appointments_of_an_order(office):
    made = planned(office)
    services.cancel_appointment(appointment=made, reason="师傅请假", by=office.staff, at=moment(TODAY, 9))
    planned(office, date(2024, 3, 26))

    page = text(enter(Role.COUNTY_CLERK), reverse("desk:order", args=[office.order.pk]))

    assert page.index("已约定") < page.index("机构：师傅请假")


def test_the_supervisor_reads_how_long_the_first_session_took(office):
    page = text(enter(Role.SUPERVISOR), "/measures/services/")

    assert "安排以后多久开始服务" in page
    assert "36 天" in page  # ordered from 1 January, first served on 6 February


def test_settled_bills_are_listed_with_their_vouchers(office):
    approver = User.objects.get(username=Role.COUNTY_APPROVER)
    claim = services.submit_claim(claim=office.claim, by=office.staff, at=moment(TODAY, 9))
    bill = services.settle_claims(claims=[claim], by=approver, at=moment(TODAY, 10))[0]
    client = enter(Role.COUNTY_APPROVER)

    page = text(client, "/payments/vouchers/")
    assert "晨光康复中心" in page
    assert "还没编制支付单" in page
    assert reverse("desk:claim", args=[office.claim.pk]) in page
    assert "没有这样的结算" in text(client, "/payments/vouchers/?state=paid")
    assert "没有这样的结算" in text(client, "/payments/vouchers/?month=2024-01")
    assert "晨光康复中心" in text(client, f"/payments/vouchers/?month=2024-02&payee={bill.payee_id}&state=none")
    assert "请写成 2024-03 这样的月份" in text(client, "/payments/vouchers/?month=x")
    file = client.post("/payments/vouchers/", {"do": "table"})
    assert file["Content-Type"].endswith("spreadsheetml.sheet")
    assert enter(Role.COUNTY_CLERK).get("/payments/vouchers/").status_code == 403
    assert enter(Role.PROVIDER).get("/payments/vouchers/").status_code == 403


def test_a_day_of_rest_cancels_what_was_planned_and_says_so(office):
    made = planned(office)
    client = enter(Role.PROVIDER)
    said = {"day": "2024-03-25", "reason": "盘点"}

    assert "想改到别的日子的，请先改期" in text(client, "/provider/agreement/")
    shown = send(client, "/provider/agreement/", "shut", **said).content.decode()

    assert "取消了 1 次预约，通知正在发给本人" in shown
    assert "取消了" not in send(client, "/provider/agreement/", "shut", **said | {"day": "2024-03-26"}).content.decode()
    made.refresh_from_db()
    assert (made.state, made.reason) == ("cancelled", "机构那天停业")


def test_suspending_an_agreement_says_what_it_cancels_and_leads_to_its_orders(office):
    planned(office)
    clerk = enter(Role.COUNTY_CLERK)
    agreement = office.provider.agreements.get(programme=office.order.programme)
    address = reverse("desk:agreement", args=[agreement.pk])
    shown = clerk.get(address).content.decode()
    there = re.search(r"href=\"(/services/orders/\?provider=[^\"]+)\"", shown)[1].replace("&amp;", "&")

    assert "马春花" in text(clerk, there)
    shown = send(clerk, address, "suspend", on="2024-03-15", why="消防整改").content.decode()

    assert "已记录：暂停" in shown
    assert re.search(r"取消了 [12] 次预约", shown)
