"""A county with its offices, a day, and a visitor who answers."""

from datetime import date

import pytest
from django.template import context_processors
from tests.casework.county import County, Someone, moment
from tests.web.portal.mine import NOW, Own

from chuntian.accounts.enums import Role
from chuntian.accounts.models import User
from chuntian.places.models import Division
from chuntian.places.operations import ensure_organisations
from chuntian.policy.law import load_law
from chuntian.web import clock

DAY = date(2024, 12, 20)
COUNTY = "620104000000"


DIVISIONS = [
    ("620000000000", "甘肃省", "province", "province", ""),
    ("620100000000", "兰州市", "prefecture", "prefecture_city", "620000000000"),
    ("620104000000", "西固区", "county", "district", "620100000000"),
    ("620104001000", "陈坪街道", "town", "subdistrict", "620104000000"),
    ("620104101000", "新城镇", "town", "town", "620104000000"),
]


@pytest.fixture
def offices(db, settings, tmp_path, monkeypatch) -> str:
    """Write down the divisions above and below a county, and found its offices."""
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: moment(DAY, 10))
    for code, name, level, kind, parent in DIVISIONS:
        Division.objects.create(code=code, edition="2023", name=name, level=level, kind=kind, parent_code=parent)
    ensure_organisations(region=COUNTY, at=moment(DAY, 9))
    return COUNTY


@pytest.fixture
def demo_law(monkeypatch):
    """Let the pages read the law with the invented amounts, as they do over a demonstration."""
    from chuntian.web.portal import benefits, check

    for pages in (check, benefits):
        monkeypatch.setattr(pages, "law_in_use", lambda: load_law(demo=True))


class Visitor:
    """Somebody who goes through the check, and remembers every address that was opened."""

    def __init__(self, client) -> None:
        self.client, self.addresses = client, []

    def get(self, address: str):
        self.addresses.append(address)
        return self.client.get(address)

    def post(self, address: str, **said):
        self.addresses.append(address)
        answer = self.client.post(address, said)
        if answer.status_code == 302:
            self.addresses.append(answer.url)
        return answer

    def begin(self, who: str = "self", place: str = COUNTY) -> str:
        """Say for whom and where; gives the address of the first question."""
        self.post("/check/who/", who=who)
        return self.post("/check/place/1/", place=place).url

    def answer_all(self, said: dict, who: str = "self") -> list[str]:
        """Answer what is known and say "I do not know" to the rest; gives the questions in their order."""
        address, asked = self.begin(who), []
        while address != "/check/answers/":
            form = self.get(address).context["form"]
            asked.append(form.question.slug)
            answer = said.get(form.question.slug)
            given = {"unknown": "yes"} if answer is None and form.has_unknown_button else {"answer": answer or "?"}
            address = self.post(address, **given).url
        return asked


@pytest.fixture
def visitor(client, offices) -> Visitor:
    return Visitor(client)


@pytest.fixture
def county(db, settings, tmp_path, monkeypatch) -> County:
    """A county of three on a day in March; tokens of forms stand still, so that pages can be compared."""
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(context_processors, "get_token", lambda request: "TOKEN")
    made = County([Someone("马春花"), Someone("王小宝", born=date(2012, 3, 4)), Someone("李秀英")])
    made.lists(date(2024, 3, 1))
    return made


@pytest.fixture
def own(county, client, staff) -> Own:
    """Sign 马春花 in."""
    user = staff(Role.CITIZEN)
    User.objects.filter(pk=user.pk).update(person_id=county.person("马春花").pk)
    client.force_login(user)
    return Own(client, county, user)
