"""A county that pays: awards since January, staff of finance, a bank of its own."""

from datetime import date

import pytest
from tests.casework.conftest import data_folder  # noqa: F401
from tests.casework.county import REGION, County, Someone, moment

from chuntian.demo.bank import Bank
from chuntian.money.operations import approve_run, leave_out, prepare_run, reconcile, write_bank_file

PROGRAMMES = ["living_subsidy", "nursing_subsidy"]


class Payday:
    """Steps of a payment run in one word each, with the right people and a bank beside."""

    def __init__(self, county: County, folder) -> None:
        self.county, self.folder = county, folder
        self.preparer, self.approver, self.civil = county.staff("finance_preparer", "finance_approver", "civil_affairs")
        self.bank = Bank(folder / "bank")
        self.bank.open_accounts({county.account(one): one.name for one in county.people})

    def at(self, month: str, day: int = 15):
        year, number = map(int, month.split("-"))
        return moment(date(year, number, day))

    def decide(self, month: str, day: int = 5):
        return self.county.decide(month, self.at(month, day).date(), programmes=PROGRAMMES)

    def prepare(self, month: str, day: int = 15):
        return prepare_run(region=REGION, month=month, by=self.preparer, at=self.at(month, day))

    def approve(self, run, day: int = 16):
        if run.held.filter(resolution="").exists():
            leave_out(run=run, by=self.approver, at=self.at(run.month, day), reason="转人工核实")
        return approve_run(run=run, by=self.approver, at=self.at(run.month, day))

    def file(self, run, day: int = 16, **said):
        return write_bank_file(
            run=run, folder=self.bank.folder / "outbox", by=self.approver, at=self.at(run.month, day), **said
        )

    def send(self, run):
        """Let the bank work and give its answer file."""
        return self.bank.take_all(f"{run.month}-20")[-1].answer

    def reconcile(self, run, answer, day: int = 21):
        return reconcile(run=run, answer=answer, by=self.preparer, at=self.at(run.month, day))

    def month(self, month: str):
        """Pay a month from the decision to the answer."""
        self.decide(month)
        run = self.prepare(month)
        self.approve(run)
        self.file(run)
        self.reconcile(run, self.send(run))
        run.refresh_from_db()
        return run


@pytest.fixture
def county(db) -> County:
    """阿一 draws both subsidies, 阿二 the care one, 阿三 is not entitled, 阿四 has no account."""
    county = County(
        [
            Someone("阿一", grade=1, dibao=1),
            Someone("阿二", grade=2, dibao=None),
            Someone("阿三", grade=3, dibao=None),
            Someone("阿四", grade=1, dibao=None, has_account=False),
        ]
    )
    county.lists(date(2024, 1, 1))
    for name, programme in (("阿一", "living_subsidy"), ("阿一", "nursing_subsidy"), ("阿二", "nursing_subsidy")):
        county.award(name, programme, "2024-01")
    return county


@pytest.fixture
def payday(county, tmp_path):
    payday = Payday(county, tmp_path)
    yield payday
    payday.bank.close()
