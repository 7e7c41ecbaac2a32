"""The pages of services, each role at its own: what they show, what they do, what they never show of another's."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.services.furnished import TODAY
from tests.web.served import NAMES, enter, photograph, send, served_office, text, walked  # noqa: F401 (a fixture)

from chuntian.accounts.enums import Role
from chuntian.accounts.models import User
from chuntian.registry.models import Person
from chuntian.services.codes import code_of
from chuntian.services.enums import SessionState
from chuntian.services.models import Agreement, Claim, Device, HomeWorks, Need, Order, Session
from chuntian.trail.models import Entry

pytestmark = pytest.mark.django_db


def test_a_provider_sees_its_day_and_enters_a_session(office):
    client = enter(Role.PROVIDER)
    page = text(client, "/provider/")
    assert "马春花" in page
    assert "09:00–09:50" in page
    assert "等本人确认" in page
    assert "李秀英" not in page + text(client, "/provider/people/")  # another's

    said = {"order": office.order.pk, "item": "function_training", "starts": "09:30", "ends": "10:20", "mode": "centre"}
    shown = send(client, "/provider/", "enter", **said).content.decode()

    assert "与另一次服务时间重叠" in shown
    assert Session.objects.filter(day=TODAY).count() == 2
    entry = Entry.objects.filter(action="service.view").order_by("-pk").first()
    assert str(office.order.person_id) in entry.detail
    assert "马春花" not in entry.detail


def test_a_session_is_confirmed_by_both_sides(office):
    client, address = enter(Role.PROVIDER), reverse("provider:session", args=[office.session.pk])
    right = code_of(office.session)
    wrong = f"{(int(right) + 1) % 10**6:06}"

    assert "确认码不对" in send(client, address, "code", code=wrong).content.decode()
    assert "登记人不能代表本人一方确认" in send(client, address, "signed", proof="signature").content.decode()
    assert Session.objects.get(pk=office.session.pk).state == SessionState.DELIVERED
    send(client, address, "code", code=f"{right[:3]} {right[3:]}")
    assert Session.objects.get(pk=office.session.pk).state == SessionState.ACCEPTED


def test_guessing_codes_ends_after_five(office):
    client, address = enter(Role.PROVIDER), reverse("provider:session", args=[office.session.pk])
    right = code_of(office.session)
    for number in range(1, 6):
        send(client, address, "code", code=f"{(int(right) + number) % 10**6:06}")

    assert "试错五次" in send(client, address, "code", code=right).content.decode()
    send(enter("provider-colleague"), address, "signed", proof="signature")
    assert Session.objects.get(pk=office.session.pk).state == SessionState.ACCEPTED


def test_a_claim_is_handed_in_and_its_faults_are_named(office):
    client, address = enter(Role.PROVIDER), reverse("provider:claim", args=[office.claim.pk])
    page = text(client, address)
    for fault in ("与另一次服务时间重叠（重复）", "机构当日停业", "超出服务单限额"):
        assert fault in page
    send(client, address, "submit")
    line = reverse("provider:claim-line", args=[office.line.pk])
    assert "待核" in text(client, line)
    send(client, line, "dispute", words="当天补课，家长在场")

    clerk, approver = enter(Role.COUNTY_CLERK), enter(Role.COUNTY_APPROVER)
    there = reverse("desk:claim-line", args=[office.line.pk])
    assert "当天补课，家长在场" in text(clerk, there)
    send(clerk, there, "refuse", reason="同一时间只能算一次")
    assert "同一时间只能算一次" in text(client, line)
    assert clerk.post(reverse("desk:claim", args=[office.claim.pk]), {"do": "settle"}).status_code == 403
    send(approver, reverse("desk:claim", args=[office.claim.pk]), "settle")
    settled = Claim.objects.get(pk=office.claim.pk)
    assert settled.state == "settled"
    assert {one.findings for one in settled.lines.filter(bill__isnull=False)} == {0}


def test_what_is_another_providers_is_absent(office):
    foreign = Session.objects.filter(provider=office.other).first()
    claim = Claim.objects.get(provider=office.other)
    client = enter(Role.PROVIDER)
    for name, pk in (("session", foreign.pk), ("claim", claim.pk), ("claim-line", claim.lines.first().pk)):
        assert client.get(reverse(f"provider:{name}", args=[pk])).status_code == 404
    assert "李秀英" not in text(client, "/provider/claims/") + text(client, "/provider/agreement/")
    User.objects.filter(username=Role.PROVIDER).update(organisation_id=None)
    assert "还没有连到一家服务机构" in text(client, "/provider/")
    assert client.get(reverse("provider:claim", args=[office.claim.pk])).status_code == 404


def test_a_build_for_a_month_is_the_providers_own(office):
    send(
        enter(Role.PROVIDER),
        reverse("provider:session", args=[office.session.pk]),
        "code",
        code=code_of(office.session),
    )
    send(enter(Role.PROVIDER), "/provider/claims/", "build", month="2024-03")

    assert [one.provider_id for one in Claim.objects.filter(month="2024-03")] == [office.provider.pk]


def test_the_ledger_and_a_need_to_its_closing(office):
    liaison, clerk = enter(Role.LIAISON), enter(Role.COUNTY_CLERK)
    page = text(liaison, "/services/needs/?age=90")
    assert "赵铁柱" in page
    assert "未满足需求台账" in page
    assert "陈小燕" not in page
    assert liaison.get("/services/orders/").status_code == 403
    person = Person.objects.get(name="周玉兰")
    there = reverse("desk:person-services", args=[person.pk])
    send(liaison, there, "record", kind="care", urgency=2, source="visit", known_on="2024-03-19")
    need = Need.objects.get(person=person)
    assert "已登记" not in text(clerk, there)
    send(clerk, reverse("desk:need", args=[need.pk]), "ask", programme="sunshine_home_plan", on="2024-03-20")
    assert Order.objects.get(person=person).state == "waiting"
    shown = send(
        clerk, reverse("desk:need", args=[need.pk]), "close", reason="declined", on="2024-03-20", note=""
    ).content.decode()
    assert "须写明情况" in shown
    send(
        clerk, reverse("desk:need", args=[need.pk]), "close", reason="declined", on="2024-03-20", note="本人说不需要了"
    )
    assert Need.objects.get(pk=need.pk).state == "closed"


def test_who_waits_longest_stands_first_and_is_placed_where_he_chose(office):
    clerk = enter(Role.COUNTY_CLERK)
    page = text(clerk, "/services/orders/")
    assert "赵铁柱" in page
    assert "等得久" in page
    assert "164 天" in page
    address = reverse("desk:order", args=[office.waiting.pk])
    said = {
        "provider": office.provider.pk,
        "chosen_by": "guardian",
        "starts_on": "2024-03-21",
        "ends_on": "2024-12-31",
        "items": "function_training",
    }
    send(clerk, address, "place", **said)
    order = Order.objects.get(pk=office.waiting.pk)
    assert (order.state, order.provider) == ("running", office.provider)
    assert Need.objects.get(pk=office.need.pk).state == "planned"
    send(
        clerk,
        address,
        "transfer",
        provider=office.other.pk,
        chosen_by="guardian",
        on="2024-04-01",
        reason="搬家了，离得近",
    )
    assert Order.objects.get(follows=order).provider == office.other
    assert Order.objects.get(pk=order.pk).stop_reason == "搬家了，离得近"


def test_an_agreement_goes_its_way_with_reasons(office):
    clerk, approver = enter(Role.COUNTY_CLERK), enter(Role.COUNTY_APPROVER)
    send(
        clerk,
        reverse("desk:provider", args=[office.other.pk]),
        "apply",
        programme="sunshine_home_plan",
        on="2024-03-01",
    )
    made = Agreement.objects.get(programme="sunshine_home_plan")
    address = reverse("desk:agreement", args=[made.pk])
    send(clerk, address, "assess", on="2024-03-02", score=88)
    send(clerk, address, "publish", on="2024-03-03")
    assert clerk.post(address, {"do": "sign"}).status_code == 403
    send(approver, address, "sign", on="2024-03-12", ends_on="2024-12-31", number="西残协〔2024〕9号", year_fen="60000")
    assert "理由" in send(clerk, address, "suspend", on="2024-03-15", why="").content.decode()
    send(clerk, address, "suspend", on="2024-03-15", why="消防整改")
    send(approver, address, "resume", on="2024-03-18", why="整改已验收")
    page = text(clerk, address)
    made.refresh_from_db()
    assert (made.state, made.year_fen, made.spans.count()) == ("signed", 6_000_000, 2)
    assert "消防整改" in page
    assert "西残协〔2024〕9号" in page


def test_a_thing_is_found_by_its_label_returned_and_lent_again(office):
    clerk, address = enter(Role.COUNTY_CLERK), reverse("desk:device", args=[office.device.pk])
    found = clerk.get("/services/devices/", {"label": office.device.label.lower().replace("-", " ")})
    assert found.headers["Location"] == address
    assert "标签有误" in text(clerk, "/services/devices/?label=FJ-AAAA")
    assert "逾期 10 天" in text(clerk, address)
    for step in ("return", "send_to_repair", "repaired", "refurbished"):
        send(clerk, address, step, on="2024-03-20")
    need = Need.objects.get(kind="device")
    send(clerk, address, "lend", whom=f"need:{need.pk}", on="2024-03-20", due_on="2024-06-20")
    assert Device.objects.get(pk=office.device.pk).state == "lent"
    assert office.device.label in text(clerk, reverse("desk:device-label", args=[office.device.pk]))
    send(
        clerk,
        "/services/devices/",
        "receive",
        provider=office.provider.pk,
        item="walker",
        serial="ZX-7",
        on="2024-03-20",
    )
    assert Device.objects.filter(serial="ZX-7").exists()


def test_a_home_from_survey_to_acceptance_with_photographs(office):
    clerk, approver = enter(Role.COUNTY_CLERK), enter(Role.COUNTY_APPROVER)
    page = text(clerk, reverse("desk:project", args=[office.project.pk]))
    assert "要问一问的家" in page
    assert "1981.00 元" in page
    assert "不是每一户的上限" in page
    address, room = reverse("desk:home", args=[office.home.pk]), office.home.rooms.get()
    send(clerk, address, "plan", agreed_on="2024-03-06", **{f"p{room.pk}_handrail": 2, f"p{room.pk}_toilet": 1})
    prices = {f"q{item.pk}": "2000" for item in room.plan.all()}
    send(clerk, address, "quote", provider=office.provider.pk, on="2024-03-07", **prices)
    assert "缺“改造前”照片" in send(clerk, address, "begin").content.decode()
    photograph(clerk, address, room, "before", "gray")
    send(clerk, address, "begin")
    send(clerk, address, "finish", on="2024-03-18")
    photograph(clerk, address, room, "after", "teal")
    assert clerk.post(address, {"do": "accept"}).status_code == 403
    send(approver, address, "accept", on="2024-03-20", final="6000", warranty_to="2025-03-20")
    home = HomeWorks.objects.get(pk=office.home.pk)
    assert (home.state, home.final_fen) == ("accepted", 600_000)  # above the average, and no cap
    photo = room.photos.first()
    answer = clerk.get(reverse("desk:home-photo", args=[photo.pk]))
    assert answer.headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("name", ["证明.pdf", "图.svg", "动图.gif", "软件.exe", "材料.zip"])
def test_a_photograph_is_a_picture_and_nothing_else(office, name):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from tests.trust.test_B16_kinds import OTHERS

    file = SimpleUploadedFile("a.jpg", OTHERS[name], "image/jpeg")
    said = {
        "do": "photo",
        "photo-room": office.home.rooms.get().pk,
        "photo-when": "before",
        "photo-taken_on": "2024-03-08",
    }
    answer = enter(Role.COUNTY_CLERK).post(reverse("desk:home", args=[office.home.pk]), said | {"photo-file": file})

    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert not office.home.rooms.get().photos.exists()


def test_a_photograph_does_not_say_where_it_was_taken(office):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from tests.trust.test_B16_kinds import picture as with_its_place

    from chuntian.services import photos

    sent, client, room = with_its_place("JPEG"), enter(Role.COUNTY_CLERK), office.home.rooms.get()
    said = {"do": "photo", "photo-room": room.pk, "photo-when": "before", "photo-taken_on": "2024-03-08"}
    client.post(
        reverse("desk:home", args=[office.home.pk]),
        said | {"photo-file": SimpleUploadedFile("a.jpg", sent, "image/jpeg")},
    )

    kept = photos.read(room.photos.get())
    assert b"Exif" in sent
    assert b"Exif" not in kept


def test_a_citizen_confirms_chooses_and_rates(office):
    client = enter(Role.CITIZEN)
    page = text(client, "/mine/services/")
    code = code_of(office.session)
    assert f"{code[:3]} {code[3:]}" in page
    assert "晨光康复中心" in page
    own, there = str(office.order.person_id), reverse("mine:service", args=[office.order.pk])
    assert client.get(reverse("mine:service", args=[office.waiting.pk])).status_code == 404
    client.post(there, {"do": "confirm", "for": own, "session": office.session.pk})
    assert Session.objects.get(pk=office.session.pk).state == SessionState.ACCEPTED
    said = {"do": "contest", "for": own, "words": "那天孩子病了没有去"}
    client.post(reverse("mine:service-contest", args=[office.session.pk]), said)
    assert Session.objects.get(pk=office.session.pk).state == SessionState.CONTESTED
    word = reverse("mine:service-word", args=[office.order.pk])
    assert "不验收的，请写为什么" in client.post(word, {"do": "word", "for": own, "accepted": "no"}).content.decode()
    client.post(word, {"do": "word", "for": own, "accepted": "yes", "rating": "5", "words": "老师很耐心"})
    order = Order.objects.get(pk=office.order.pk)
    assert (order.state, order.acceptances.get().rating) == ("done", 5)

    User.objects.filter(username=Role.CITIZEN).update(person_id=office.waiting.person_id)
    client = enter(Role.CITIZEN)
    choose = reverse("mine:service-choose", args=[office.waiting.pk])
    page = text(client, choose)
    assert "门口有坡道" in page
    assert "5.0 分" in page
    client.post(choose, {"do": "choose", "for": str(office.waiting.person_id), "provider": office.other.pk})
    assert Order.objects.get(pk=office.waiting.pk).provider == office.other
    assert "本人已选，待安排" in text(enter(Role.COUNTY_CLERK), "/services/orders/")


def test_a_supervisor_sees_waits_needs_and_costs_that_stand_out_and_nobodys_name(office):
    client = enter(Role.SUPERVISOR)
    page = text(client, "/measures/services/")
    for words in ("轮候", "164 天", "未满足需求台账", "偏高，请问一问", "400.00 元", "1981.00 元", "请核实"):
        assert words in page, words
    assert not [name for name in NAMES if name in page]
    assert client.post("/measures/services/", {"do": "table"}).headers["Content-Disposition"].startswith("attachment")
    assert client.get("/services/").status_code == 403


def test_every_page_is_reached_by_links_from_the_first(office):
    """Walk from each role's first page; the pages of services that it may open are all there."""
    want = {
        Role.COUNTY_CLERK: {"needs", "orders", "order", "providers", "provider", "agreement", "claims", "claim", "claim-line", "devices", "device",
                            "device-label", "works", "project", "home", "need", "needs-file", "orders-file", "survey", "person-services", "services", "scales", "scale", "assess", "assessment"},
        Role.PROVIDER: {"today", "session", "people", "order", "assess", "claims", "claim", "claim-line", "agreement"},
        Role.SUPERVISOR: {"service-figures"},
        Role.CITIZEN: {"services", "service", "service-contest", "service-word", "service-complain"},
    }  # fmt: skip
    for role, names in want.items():
        assert names <= walked(enter(role)), role


def test_what_is_left_of_each_order_is_read_at_once(office):
    client = enter(Role.PROVIDER)

    with CaptureQueriesContext(connection) as asked:
        page = text(client, "/provider/people/?state=all")

    assert page.count("<tr>") > 2  # the heading and more than one order
    assert sum('FROM "services_orderitem"' in one["sql"] for one in asked) == 1
