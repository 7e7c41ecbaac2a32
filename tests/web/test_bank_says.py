"""After a hand-over that broke off the page asks what the bank says, and never hands the file over by itself (A9, A29)."""

import json
from datetime import date

import pytest
from tests.casework.county import REGION, County, Someone, moment
from tests.money.conftest import Payday

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, User
from chuntian.money.models import BankFile
from chuntian.money.operations import bankfile, lift_lock, lock_payments
from chuntian.trail.models import Entry
from chuntian.web import clock

pytestmark = pytest.mark.django_db
NOW = moment(date(2024, 1, 18), 10)
CHANGED = "情况已变"
ASKED = "2024-01-18 问过营业部王经理"


@pytest.fixture
def run(settings, tmp_path, monkeypatch):
    """Give an approved run whose hand-over through the command broke off before it was noted as done."""
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    county = County([Someone("阿一", grade=1)])
    county.lists(date(2024, 1, 1))
    county.award("阿一", "nursing_subsidy", "2024-01")
    payday = Payday(county, tmp_path)
    payday.decide("2024-01")
    run = payday.prepare("2024-01")
    payday.approve(run)
    run.payday = payday
    yield run
    payday.bank.close()


@pytest.fixture
def broken(run, monkeypatch):
    def cut(name):
        if name == "pay.file.after_write":
            raise InterruptedError

    with monkeypatch.context() as patched:
        patched.setattr(bankfile, "crash_point", cut)
        with pytest.raises(InterruptedError):
            run.payday.file(run)
    run.out = run.payday.bank.folder / "outbox" / f"{run.batch}.txt"
    run.out.unlink()  # the bank takes it
    return run


@pytest.fixture
def desk(client, db):
    user = User.objects.create_user("desk", display_name="出纳")
    Assignment.objects.create(user=user, role=Role.FINANCE_PREPARER, region=REGION, valid_from=date(2020, 1, 1))
    client.force_login(user)
    return client


def word(said: str, reason: str = ASKED) -> dict[str, str]:
    return {"do": "bank-says", "bank-says-said": said, "bank-says-reason": reason}


def test_before_any_attempt_there_is_nothing_to_ask(run, desk):
    page = desk.get(f"/payments/{run.pk}/").content.decode()

    assert "记下银行是否已收到" not in page
    assert "生成银行文件" in page
    assert CHANGED in desk.post(f"/payments/{run.pk}/", word("received")).content.decode()


def test_after_a_broken_hand_over_only_the_question_is_offered(broken, desk):
    address = f"/payments/{broken.pk}/"
    page = desk.get(address).content.decode()

    assert "记下银行是否已收到" in page
    assert "生成银行文件" not in page
    assert CHANGED in desk.post(address, {"do": "write-file"}).content.decode()
    assert "理由太短" in desk.post(address, word("received", "是")).content.decode()
    assert BankFile.objects.get().written_at is None


@pytest.mark.parametrize(("said", "told"), [("received", "不要再交一次"), ("not-received", "可以下载")])
def test_the_bank_s_word_settles_it_with_its_reason(broken, desk, said, told):
    page = desk.post(f"/payments/{broken.pk}/", word(said), follow=True).content.decode()

    broken.refresh_from_db()
    entry = Entry.objects.get(action="pay.file")
    assert told in page
    assert broken.state == "filed"
    assert (json.loads(entry.detail)["bank_says"], entry.reason) == (said, ASKED)
    assert not broken.out.exists()


def test_after_a_restore_the_question_comes_before_the_first_attempt_too(run, desk):
    at = run.payday.at("2024-01", 17)
    lock = lock_payments(reason="恢复备份", by=run.payday.approver, at=at, restored_to=at)
    lift_lock(lock=lock, by=run.payday.approver, at=at, reason="流水已核对")

    assert "记下银行是否已收到" in desk.get(f"/payments/{run.pk}/").content.decode()


def test_the_question_is_asked_in_english_too(broken, desk):
    page = desk.get(f"/payments/{broken.pk}/", headers={"accept-language": "en"}).content.decode()

    for text in (
        "Note whether the bank has the file",
        "It does not have it",
        "What the bank says",
        "Ask the bank first",
    ):
        assert text in page
