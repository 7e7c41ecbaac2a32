"""Restore to an earlier moment, and pay on: the bank forgets, the months since the backup are paid once (trust A29)."""

import json

import pytest
from tests.faults.house import House

SECRET = {"CHUNTIAN_BACKUP_PASSPHRASE": "a passphrase of tests"}


def told(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def problems(house):
    """Give what `chuntian verify` finds, which a backup keeps as it is."""
    checks = json.loads(house.run("verify", "--json").stdout)["checks"]
    assert len(checks) > 10
    return {one["check"]: one["problems"] for one in checks if one["problems"]}


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path / "house", remembers=False)
    yield house
    house.close()


@pytest.mark.crash
def test_after_a_restore_nothing_is_paid_again(house, tmp_path):
    for month in (first := house.next_month(), house.next_month()):
        house.to_the_end(month)
    backup = tmp_path / "office.backup"
    made = told(house.run("backup", "--to", str(backup), "--json", **SECRET))
    before = problems(house)
    since = [house.next_month(), house.next_month()]
    for month in since:
        house.to_the_end(month)
    due = house.compare()["due"]
    house.close()  # one bank at a time works on the books

    restored = told(house.run("restore", str(backup), "--folder", str(tmp_path / "again"), "--json", **SECRET))
    assert restored["payments_locked"]
    assert restored["files"] == made["files"]
    again = House(tmp_path / "again", remembers=False, bank=tmp_path / "the_bank")
    try:
        assert problems(again) == before
        again.used = 2
        for month in since:
            assert again.next_month() == month
        where = ["--region", "620104", "--month", since[0]]
        refused = again.run("pay", "prepare", *where, "--by", "finance_preparer")
        assert refused.returncode == 1
        assert "发放已锁定" in refused.stderr
        lifted = again.run("pay", "unlock", "--by", "finance_approver", "--reason", "流水已逐笔核对")
        assert lifted.returncode == 0, lifted.stderr
        for month in (first, *since):
            again.to_the_end(month)  # asks the bank before it hands anything over
        found = again.compare()
    finally:
        again.close()
    assert found["differences"] == []
    assert found["bank"] == found["ours"] == due
