"""Services in a browser: each role walks its pages, every one wide and narrow; a session is entered and confirmed on a phone."""

import pytest
from playwright.sync_api import expect
from tests.casework.county import moment
from tests.journeys.looks import faults_here
from tests.journeys.office import NAMES
from tests.services.furnished import ITEM, TODAY, Served, furnish_services

from chuntian.accounts.enums import Role
from chuntian.accounts.models import User
from chuntian.services import operations as services

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def served(site, django_db_blocker) -> Served:
    """Fill in the services of the furnished county; the citizen is the one who is served."""
    with django_db_blocker.unblock():
        names = [NAMES[number] for number in (0, 2, 3, 6, 7, 8, 9)]
        users = {role: User.objects.get(username=role) for role in Role.values}
        made = furnish_services(
            names, clerk=users[Role.COUNTY_CLERK], approver=users[Role.COUNTY_APPROVER], staff=users[Role.PROVIDER]
        )
        User.objects.filter(pk=users[Role.CITIZEN].pk).update(person_id=made.order.person_id)
        return made


def both(site, page, name: str) -> list[str]:
    """Look at the page that is open, wide and then narrow."""
    faults = []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        site.shot(page, f"services-{name}-{width}")
        faults += [f"{name} {width}: {fault}" for fault in faults_here(page, width)]
    return faults


def walked(site, role: str, addresses: dict[str, str]) -> list[str]:
    page, faults = site.page(role), []
    for name, address in addresses.items():
        answer = page.goto(site.url + address)
        faults += [] if answer.status == 200 else [f"{name}: {answer.status}"]
        faults += both(site, page, name)
    page.context.close()
    return faults


def test_a_session_is_entered_and_confirmed_on_a_phone(site, served):
    phone = site.page(Role.PROVIDER, width=320, java_script_enabled=False)
    phone.goto(site.url)
    phone.get_by_role("link", name="今天的服务").first.click()
    form = phone.locator("#deeds form")
    form.get_by_label("给谁").select_option(str(served.order.pk))
    form.get_by_label("几点开始").fill("15:00")
    form.get_by_label("几点结束").fill("15:50")
    form.get_by_role("button", name="登记一次服务").click()
    expect(phone.get_by_text("已登记。现在请本人确认。")).to_have_count(1)

    own = site.page(Role.CITIZEN, width=320, java_script_enabled=False)
    own.goto(f"{site.url}/mine/services/")
    code = own.locator(".card").filter(has_text="15:00").locator("b.number").inner_text()
    own.context.close()
    phone.get_by_label("本人说的确认码").fill(code)
    phone.get_by_role("button", name="用确认码确认").click()

    expect(phone.get_by_text("双方都确认了。")).to_have_count(1)
    phone.context.close()


def test_a_time_is_planned_told_changed_and_kept(site, served):
    phone = site.page(Role.PROVIDER, width=320, java_script_enabled=False)
    phone.goto(site.url)
    phone.get_by_role("link", name="排期").first.click()
    form = phone.locator("#deeds form")
    form.get_by_label("给谁").select_option(str(served.order.pk))
    form.get_by_label("哪一天").fill("2024-04-02")
    form.get_by_label("几点开始").fill("10:00")
    form.get_by_label("几点结束").fill("10:50")
    form.get_by_label("每周一次，连着几周").fill("8")
    form.get_by_role("button", name="排一次，或每周一次").click()
    expect(phone.get_by_text("排好了 8 次")).to_have_count(1)
    phone.get_by_role("link", name="下一周").click()

    own = site.page(Role.CITIZEN, width=320, java_script_enabled=False)
    own.goto(f"{site.url}/mine/services/")
    own.get_by_role("link", name="2024年4月2日 10:00–10:50").click()
    own.get_by_label("想换到什么时候？").fill("下午都可以")
    own.get_by_role("button", name="请机构换时间").click()
    expect(own.get_by_text("机构会看到")).to_have_count(1)
    own.context.close()

    phone.goto(f"{site.url}/provider/plan/")
    expect(phone.get_by_text("本人希望换个时间：下午都可以")).to_have_count(1)
    phone.locator("#waits + ul a").first.click()
    move = phone.locator("#deeds form").first
    move.get_by_label("几点开始").fill("15:00")
    move.get_by_label("几点结束").fill("15:50")
    move.get_by_label("本人", exact=True).check()
    move.get_by_label("理由").fill("本人下午方便")
    move.get_by_role("button", name="改时间").click()
    expect(phone.get_by_text("改好了")).to_have_count(1)
    phone.context.close()


def test_C3_the_days_appointments_come_first_and_one_click_fills_the_session(site, served, django_db_blocker):
    with django_db_blocker.unblock():
        services.plan(
            order=served.order, day=TODAY, starts=1080, ends=1130, item=ITEM, staff="康复师小李", by=served.staff, at=moment(TODAY, 8)
        )  # fmt: skip
    page = site.page(Role.PROVIDER)
    page.goto(f"{site.url}/provider/?day={TODAY}")
    faults = both(site, page, "provider-appointments-today")
    page.get_by_role("link", name="登记这次服务").click()
    faults += both(site, page, "provider-session-filled")
    form = page.locator("#deeds form")
    assert form.get_by_label("几点开始").input_value() == "18:00"
    form.get_by_role("button", name="登记一次服务").click()
    expect(page.get_by_text("已登记。现在请本人确认。")).to_have_count(1)
    page.goto(f"{site.url}/provider/plan/?day={TODAY}")
    expect(page.get_by_text("已服务")).to_have_count(1)
    page.context.close()
    assert not faults, "\n".join(faults)


def test_C3_the_providers_pages_hold(site, served):
    faults = walked(site, Role.PROVIDER, {
        "provider-today": "/provider/", "provider-session": f"/provider/sessions/{served.session.pk}/", "provider-people": "/provider/people/",
        "provider-plan": "/provider/plan/?day=2024-03-28", "provider-appointment": f"/provider/plan/{served.appointment.pk}/",
        "provider-claims": "/provider/claims/", "provider-claim": f"/provider/claims/{served.claim.pk}/",
        "provider-line": f"/provider/claims/lines/{served.line.pk}/", "provider-agreement": "/provider/agreement/",
    })  # fmt: skip
    assert not faults, "\n".join(faults)


def test_C3_the_desks_pages_of_services_hold(site, served):
    faults = walked(site, Role.COUNTY_CLERK, {
        "services": "/services/", "needs": "/services/needs/", "need": f"/services/needs/{served.need.pk}/", "orders": "/services/orders/",
        "order-waiting": f"/services/orders/{served.waiting.pk}/", "order": f"/services/orders/{served.order.pk}/",
        "providers": "/services/providers/", "provider": f"/services/providers/{served.provider.pk}/",
        "agreement": f"/services/agreements/{served.agreement.pk}/", "claims": "/services/claims/", "claim": f"/services/claims/{served.claim.pk}/",
        "claim-line": f"/services/claims/lines/{served.line.pk}/", "devices": "/services/devices/", "device": f"/services/devices/{served.device.pk}/",
        "device-label": f"/services/devices/{served.device.pk}/label/", "works": "/services/works/", "project": f"/services/works/{served.project.pk}/",
        "home": f"/services/homes/{served.home.pk}/", "home-done": f"/services/homes/{served.photo.room.works_id}/",
        "person-services": f"/people/{served.order.person_id}/services/", "survey": f"/people/{served.order.person_id}/survey/",
    })  # fmt: skip
    assert not faults, "\n".join(faults)


def test_C3_ones_own_services_and_the_supervisors_page_hold(site, served):
    own = f"/mine/services/{served.order.pk}/"
    faults = walked(site, Role.CITIZEN, {
        "mine-services": "/mine/services/", "mine-service": own, "mine-word": f"{own}word/",
        "mine-appointment": f"/mine/services/appointments/{served.appointment.pk}/",
        "mine-contest": f"/mine/services/sessions/{served.session.pk}/",
    })  # fmt: skip
    faults += walked(site, Role.SUPERVISOR, {"service-figures": "/measures/services/"})
    assert not faults, "\n".join(faults)
