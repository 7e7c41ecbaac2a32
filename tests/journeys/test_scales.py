"""Scales in a browser: one is uploaded and looked at, a person is assessed on a phone, the course is read; each page wide and narrow."""

import pytest
from playwright.sync_api import expect
from tests.journeys.test_services import both, served, walked  # noqa: F401

from chuntian.accounts.enums import Role
from chuntian.services.models import Assessment
from chuntian.services.sample_scale import sample_form

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_a_scale_is_uploaded_looked_at_and_withdrawn(site, served):  # noqa: F811
    desk = site.page(Role.COUNTY_CLERK, java_script_enabled=False)
    desk.goto(f"{site.url}/services/")
    desk.get_by_role("link", name="量表", exact=True).click()
    with desk.expect_download() as taken:
        desk.get_by_role("link", name="下载示例量表").click()
    assert taken.value.suggested_filename == "量表示例.xlsx"
    desk.get_by_label("XLSForm 文件").set_input_files({"name": "a.xlsx", "mimeType": XLSX, "buffer": b"no workbook"})
    desk.get_by_role("button", name="上传一份量表").click()
    assert desk.get_by_text("不是 xlsx 文件").count() > 0
    desk.get_by_label("XLSForm 文件").set_input_files(
        {"name": "a.xlsx", "mimeType": XLSX, "buffer": sample_form("daily_activity_demo")}
    )
    desk.get_by_role("button", name="上传一份量表").click()

    expect(desk.get_by_text("已加入。请在下面看一遍填写时的样子。")).to_have_count(1)
    assert desk.get_by_role("group", name="吃饭").get_by_label("自己能做").is_disabled()
    desk.locator("summary", has_text="停用这份量表").click()
    desk.get_by_label("为什么停用").fill("只是试一试")
    desk.get_by_role("button", name="停用这份量表").click()
    expect(desk.get_by_text("已停用。以前的评估都还在。")).to_have_count(1)
    desk.context.close()


def test_a_person_is_assessed_on_a_phone(site, served):  # noqa: F811
    phone = site.page(Role.PROVIDER, width=320, java_script_enabled=False)
    phone.goto(f"{site.url}/provider/people/")
    phone.get_by_role("link", name=served.order.person.name).first.click()
    phone.get_by_role("link", name="日常活动观察表（示例）").last.click()
    phone.get_by_role("group", name="吃饭").get_by_label("自己能做").check()
    phone.get_by_label("末期").check()
    phone.get_by_role("button", name="登记评估").click()
    expect(phone.get_by_role("link", name="请回答“穿衣”")).to_have_count(1)
    for name in ("穿衣", "洗漱", "坐稳", "在屋里走动", "上下楼梯", "听懂简单的话", "说出自己要什么"):
        phone.get_by_role("group", name=name).get_by_label("自己能做").check()
    phone.get_by_role("button", name="登记评估").click()

    expect(phone.get_by_text("已登记评估：24 分。")).to_have_count(1)
    expect(phone.get_by_text("从 8 分到 24 分，多了 16 分。")).to_have_count(1)
    phone.context.close()


def faulty(site, role: str, address: str, name: str) -> list[str]:
    """Send a form empty, and look at what is told."""
    page = site.page(role)
    page.goto(site.url + address)
    page.locator("main form button:not([name=language])").first.click()
    faults = both(site, page, name)
    expect(page.locator(".error-summary")).to_have_count(1)
    page.context.close()
    return faults


def test_C3_the_pages_of_scales_and_assessments_hold(site, served, django_db_blocker):  # noqa: F811
    order, scale = served.order.pk, served.scale.pk
    with django_db_blocker.unblock():
        first = Assessment.objects.order_by("recorded_at").first().pk
    faults = walked(site, Role.COUNTY_CLERK, {
        "scales": "/services/scales/", "scales-none": "/services/scales/?q=zz", "scale": f"/services/scales/{scale}/",
        "order-assessed": f"/services/orders/{order}/", "assess": f"/services/orders/{order}/assess/{scale}/",
        "assessment": f"/services/assessments/{first}/",
    })  # fmt: skip
    faults += walked(site, Role.PROVIDER, {
        "provider-order": f"/provider/people/{order}/", "provider-assess": f"/provider/people/{order}/assess/{scale}/",
        "provider-assessment": f"/provider/people/assessments/{first}/",
    })  # fmt: skip
    faults += faulty(site, Role.PROVIDER, f"/provider/people/{order}/assess/{scale}/", "provider-assess-wrong")
    assert not faults, "\n".join(faults)


def test_C3_a_wait_is_left_and_a_service_complained_about(site, served, django_db_blocker):  # noqa: F811
    from chuntian.accounts.models import User

    own = f"/mine/services/{served.order.pk}/"
    faults = walked(site, Role.CITIZEN, {"mine-assessed": own, "mine-complain": f"{own}complain/"})
    page = site.page(Role.CITIZEN, java_script_enabled=False)
    page.goto(site.url + own)
    page.get_by_role("link", name="对服务不满意").click()
    page.get_by_label("对服务哪里不满意？").fill("那天老师迟到半小时")
    page.get_by_role("button", name="交投诉").click()
    assert page.get_by_text("投诉").count() > 0
    page.context.close()
    desk = site.page(Role.COUNTY_CLERK)
    desk.goto(f"{site.url}/cases/?way=complaint")
    desk.locator("tbody a").first.click()
    faults += both(site, desk, "complaint-of-a-service")
    expect(desk.get_by_text("机构还不知道")).to_have_count(1)
    desk.context.close()

    with django_db_blocker.unblock():
        User.objects.filter(username=Role.CITIZEN).update(person_id=served.waiting.person_id)
    try:
        leave = f"/mine/services/{served.waiting.pk}/leave/"
        faults += walked(
            site, Role.CITIZEN, {"mine-leave": leave, "mine-waiting": f"/mine/services/{served.waiting.pk}/"}
        )
        page = site.page(Role.CITIZEN, java_script_enabled=False)
        page.goto(site.url + leave)
        page.get_by_role("button", name="不再等了").click()
        expect(page.get_by_text("已经不再等了")).to_have_count(1)
        page.context.close()
        faults += walked(site, Role.CITIZEN, {"mine-cancelled": f"/mine/services/{served.waiting.pk}/"})
    finally:
        with django_db_blocker.unblock():
            User.objects.filter(username=Role.CITIZEN).update(person_id=served.order.person_id)
    assert not faults, "\n".join(faults)
