"""Claims, held months and awards: who may decide, with which reason, and what comes of it."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from tests.casework.county import REGION, County, Someone, moment
from tests.money.conftest import Payday

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, User
from chuntian.casework.models import Award, HandDecision, Task
from chuntian.casework.operations import stop_award
from chuntian.money.models import BankException, PaymentLine, Recovery
from chuntian.money.operations import recompute
from chuntian.trail.models import Entry
from chuntian.web import clock

pytestmark = pytest.mark.django_db
NOW = moment(date(2024, 4, 20), 10)
ELSEWHERE = "620102000000"


@pytest.fixture
def staff(db):
    """Give staff beside those of the payday, who are named after their roles."""

    def make(role: str, region: str = REGION) -> User:
        user = User.objects.create_user(f"{role}-desk", display_name=str(Role(role).label))
        Assignment.objects.create(user=user, role=role, region=region, valid_from=date(2020, 1, 1))
        return user

    return make


@pytest.fixture
def payday(settings, tmp_path, monkeypatch):
    """Give a county of two who draw the care subsidy; 阿二 was paid for February after he died."""
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    county = County([Someone("阿一", grade=1), Someone("阿二", grade=2, dibao=None)])
    county.lists(date(2024, 1, 1))
    for name in ("阿一", "阿二"):
        county.award(name, "nursing_subsidy", "2024-01")
    payday = Payday(county, tmp_path)
    yield payday
    payday.bank.close()


@pytest.fixture
def claim(payday) -> Recovery:
    for month in ("2024-01", "2024-02"):
        payday.county.lists(date.fromisoformat(f"{month}-01"))
        payday.month(month)
    payday.county.deaths(date(2024, 4, 1), {"阿二": date(2024, 1, 20)})
    payday.county.decide("2024-02", date(2024, 4, 2), programmes=["nursing_subsidy"])
    recompute(region=REGION, upto_month="2024-02", by=payday.preparer, at=payday.at("2024-04", 3))
    return Recovery.objects.get()


@pytest.fixture
def held(payday):
    """Give a held month: 阿一 is no longer severe in February."""
    payday.month("2024-01")
    changed = [replace(payday.county.who("阿一"), grade=3), payday.county.who("阿二")]
    payday.county.lists(date(2024, 2, 1), changed)
    payday.decide("2024-02")
    return payday.prepare("2024-02").held.get()


def test_the_list_shows_open_claims_and_its_file_says_the_same(claim, sign_in):
    client = sign_in(Role.FINANCE_PREPARER)

    page = client.get("/payments/recoveries/").content.decode()
    repaid = client.get("/payments/recoveries/?state=repaid").content.decode()
    file = client.post(
        "/payments/recoveries.xlsx", {"do": "export", "purpose": "追回例会", "kind": "csv"}
    ).content.decode("utf-8-sig")

    assert "阿二" in page
    assert "共 1 笔，80.00 元" in page
    assert "没有这样的追回" in repaid
    assert ",80," in file.splitlines()[1]
    assert Entry.objects.filter(action="export", reason="追回例会").count() == 1


def test_the_list_keeps_its_number_of_queries(claim, sign_in, django_assert_max_num_queries):
    client = sign_in(Role.FINANCE_APPROVER)
    client.get("/payments/recoveries/")  # whom the list names is written down once a day

    with django_assert_max_num_queries(12):
        client.get("/payments/recoveries/")


def test_a_claim_is_decided_by_the_approver_and_booked_when_it_comes_back(claim, sign_in, staff):
    client, address = sign_in(Role.FINANCE_APPROVER), f"/payments/recoveries/{claim.pk}/"

    short = client.post(address, {"do": "decide", "decide-outcome": "claimed", "decide-reason": "是"})
    client.post(address, {"do": "decide", "decide-outcome": "claimed", "decide-reason": "已去世，应予追回"})
    claim.refresh_from_db()
    assert "理由太短" in short.content.decode()
    assert claim.state == "claimed"

    client.force_login(staff(Role.FINANCE_PREPARER))
    client.post(address, {"do": "repaid", "repaid-on": "2024-04-18"})
    claim.refresh_from_db()
    assert (claim.state, claim.repaid_on) == ("repaid", date(2024, 4, 18))


@pytest.mark.parametrize("role", [Role.FINANCE_PREPARER, Role.CIVIL_AFFAIRS, Role.AUDITOR])
def test_others_read_a_claim_but_do_not_decide_it(claim, sign_in, role):
    client, address = sign_in(role), f"/payments/recoveries/{claim.pk}/"

    assert client.get(address).status_code == 200
    refused = client.post(address, {"do": "decide", "decide-outcome": "waived", "decide-reason": "数额太小了"})

    assert refused.status_code == 403


def test_a_claim_elsewhere_is_absent_and_a_clerk_has_no_such_list(claim, sign_in, staff):
    client = sign_in(Role.FINANCE_APPROVER, ELSEWHERE)

    assert client.get(f"/payments/recoveries/{claim.pk}/").status_code == 404
    assert "没有这样的追回" in client.get("/payments/recoveries/").content.decode()
    client.force_login(staff(Role.TOWNSHIP_CLERK))
    assert client.get("/payments/recoveries/").status_code == 403


def test_the_person_s_money_and_the_task_lead_to_the_claim(claim, sign_in):
    client, person = sign_in(Role.CIVIL_AFFAIRS), claim.obligation.person_id
    task = Task.objects.get(key=f"recovery:{claim.pk}")

    assert f"/payments/recoveries/{claim.pk}/" in client.get(f"/people/{person}/money/").content.decode()
    assert f"/payments/recoveries/{claim.pk}/" in client.get(f"/tasks/{task.pk}/").content.decode()


def test_a_held_month_is_decided_by_who_grants_not_by_who_pays(held, sign_in, staff):
    client, address = sign_in(Role.FINANCE_PREPARER), f"/payments/{held.run_id}/held/{held.pk}/"
    said = {"do": "by-hand", "by-hand-outcome": "pay", "by-hand-amount": "130.00", "by-hand-reason": "复核后仍为一级"}

    assert client.post(address, said).status_code == 403
    client.force_login(staff(Role.CIVIL_AFFAIRS))
    assert "照发请填写金额" in client.post(address, {**said, "by-hand-amount": ""}).content.decode()
    assert client.post(address, said).status_code == 302

    word = HandDecision.objects.get()
    assert (word.month, word.outcome, word.amount_fen) == ("2024-02", "pay", 13000)
    assert "已有人工决定" in client.get(f"/payments/{held.run_id}/").content.decode()


def test_a_month_paid_by_hand_is_in_the_next_run(held, payday, sign_in):
    client = sign_in(Role.CIVIL_AFFAIRS)
    said = {"do": "by-hand", "by-hand-outcome": "pay", "by-hand-amount": "130", "by-hand-reason": "复核后仍为一级"}
    client.post(f"/payments/{held.run_id}/held/{held.pk}/", said)
    client.force_login(payday.preparer)

    client.post(f"/payments/{held.run_id}/", {"do": "cancel", "cancel-reason": "有了人工决定，重编"})
    client.post("/payments/", {"region": REGION, "month": "2024-02"})

    line = PaymentLine.objects.exclude(state="cancelled").get(obligation__period="2024-02", payee="阿一")
    assert line.amount_fen == 13000


def test_one_held_month_is_left_out_with_its_own_reason(held, sign_in):
    client, address = sign_in(Role.FINANCE_PREPARER), f"/payments/{held.run_id}/held/{held.pk}/"

    assert client.get(address).status_code == 200
    client.post(address, {"do": "leave-out", "leave-out-reason": "等残联复核等级"})

    held.refresh_from_db()
    assert (held.resolution, held.reason) == ("left_out", "等残联复核等级")


def test_an_award_is_stopped_and_resumed_from_the_person_s_page(payday, sign_in, staff):
    award = Award.objects.get(person__name="阿一")
    client, address = sign_in(Role.COUNTY_CLERK), f"/people/{award.person_id}/awards/{award.pk}/"

    client.post(address, {"do": "stop", "stop-end_month": "2024-03", "stop-reason": "本人来电放弃"})
    award.refresh_from_db()
    assert award.end_month == "2024-03"
    assert client.post(address, {"do": "resume"}).status_code == 403

    client.force_login(staff(Role.COUNTY_APPROVER))
    assert 'value="2024-04"' in client.get(address).content.decode()
    client.post(address, {"do": "resume", "resume-start_month": "2024-05", "resume-reason": "本人又要领取了"})
    assert Award.objects.get(resumes=award).start_month == "2024-05"
    assert Entry.objects.filter(action="person.view", detail__contains="award").exists()


def test_an_award_is_resumed_from_the_task_that_stopped_it(payday, sign_in):
    award = Award.objects.get(person__name="阿一")
    task = Task.objects.create(
        kind="stop", person=award.person, programme=award.programme, key="x", region=award.region, opened_at=NOW,
        owner_role=Role.CIVIL_AFFAIRS,
    )  # fmt: skip
    stop_award(award=award, end_month="2024-02", by=payday.civil, at=NOW, reason="误以为去世")
    client = sign_in(Role.COUNTY_APPROVER)

    client.post(
        f"/tasks/{task.pk}/", {"do": "resume", "resume-start_month": "2024-03", "resume-reason": "本人健在，恢复"}
    )

    assert Award.objects.get(resumes=award).start_month == "2024-03"


def test_a_liaison_neither_sees_awards_nor_stops_one(payday, sign_in):
    award = Award.objects.get(person__name="阿一")
    task = Task.objects.create(
        kind="stop", person=award.person, programme=award.programme, key="x", region=award.region, opened_at=NOW,
        owner_role=Role.LIAISON,
    )  # fmt: skip
    client = sign_in(Role.LIAISON)

    said = {"do": "stop", "stop-end_month": "2024-03", "stop-reason": "听说不要了"}

    assert client.get(f"/people/{award.person_id}/awards/{award.pk}/").status_code == 404
    assert client.post(f"/tasks/{task.pk}/", said).status_code == 403


@pytest.fixture
def half_answered(payday, tmp_path):
    """Give a run of whose answer only the beginning came."""
    payday.decide("2024-01")
    run = payday.prepare("2024-01")
    payday.approve(run)
    payday.file(run)
    answer = tmp_path / "half.csv"
    answer.write_bytes(payday.send(run).read_bytes()[:40])
    payday.reconcile(run, answer)
    return run


def test_what_the_bank_did_not_answer_is_marked_and_not_sent_again(half_answered, sign_in):
    run = half_answered
    client = sign_in(Role.FINANCE_PREPARER)
    exception = BankException.objects.get()

    client.post(f"/payments/{run.pk}/", {"do": "unanswered"})
    client.post(
        f"/payments/{run.pk}/exceptions/{exception.pk}/", {"do": "settle", "settle-reason": "银行重新发送了回盘"}
    )

    assert set(run.lines.values_list("state", flat=True)) == {"unknown"}
    exception.refresh_from_db()
    assert exception.resolution == "银行重新发送了回盘"


def test_an_approver_may_read_an_exception_of_the_bank(half_answered, sign_in):
    run = half_answered
    client, address = sign_in(Role.AUDITOR), f"/payments/{run.pk}/exceptions/{BankException.objects.get().pk}/"

    assert client.get(address).status_code == 200
    assert client.post(address, {"do": "settle", "settle-reason": "我来改一下"}).status_code == 403


def test_the_list_of_runs_says_what_waits_in_a_few_queries(held, sign_in, django_assert_max_num_queries):
    client = sign_in(Role.FINANCE_PREPARER)

    with django_assert_max_num_queries(13 if connection.vendor == "postgresql" else 12):  # there, one says who asks
        page = client.get("/payments/").content.decode()

    assert "待处理 1 笔" in page
    assert "演示金额" in page
