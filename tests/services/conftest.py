"""A county with two centres, an agreement each, prices, and people who need something."""

from datetime import date, timedelta

import pytest
from tests.casework.conftest import data_folder  # noqa: F401
from tests.casework.county import REGION, County, Someone, moment

from chuntian.places.models import Organisation
from chuntian.services import operations as services
from chuntian.services.models import Claim, Order, Provider, Session

PROGRAMME, ITEM = "child_rehab_relief", "training.hearing"
FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)


class Centre:
    """The steps of a service year in one word each."""

    def __init__(self, county: County) -> None:
        self.county = county
        self.provider_staff, self.clerk, self.approver, self.family = county.staff(
            "provider", "county_clerk", "county_approver", "citizen"
        )
        self.one, self.two = self.provider("晨光"), self.provider("向阳")

    def provider(self, name: str, division: str = REGION, **said) -> Provider:
        office = Organisation.objects.create(kind="provider", name=name, division=division, region=REGION)
        said = {"capacity": 20, "shut_weekdays": "7"} | said
        made = services.register_provider(
            organisation=office, qualification="康复机构", by=self.clerk, at=moment(FIRST), **said
        )
        services.set_price(provider=made, item=ITEM, price_fen=10_000, from_on=FIRST, by=self.clerk, at=moment(FIRST))
        self.agree(made)
        return made

    def agree(self, provider: Provider, programme: str = PROGRAMME, ends_on: date = LAST, **said):
        agreement = services.apply_for_agreement(
            provider=provider, programme=programme, region=REGION, on=FIRST, by=self.clerk, at=moment(FIRST)
        )
        for step in ("assess", "publish", "sign"):
            agreement = services.step_agreement(
                agreement=agreement, step=step, on=FIRST, by=self.clerk, at=moment(FIRST), ends_on=ends_on, **said
            ).agreement
        return agreement

    def order(self, name: str = "阿一", provider: Provider | None = None, programme: str = PROGRAMME, **said) -> Order:
        asked = services.ask_for(
            person=self.county.person(name), programme=programme, on=FIRST, by=self.clerk, at=moment(FIRST)
        )
        said = {
            "starts_on": FIRST, "ends_on": LAST, "items": {ITEM: None}, "chosen_by": "guardian", "ceiling_fen": 1_600_000,
        } | said  # fmt: skip
        return services.place(order=asked, provider=provider or self.one, by=self.clerk, at=moment(FIRST), **said)

    def session(self, order: Order, day: date, hour: int = 9, *, accepted: bool = True, item: str = ITEM) -> Session:
        made = services.enter_session(
            order=order, item=item, day=day, starts=hour * 60, ends=hour * 60 + 50, by=self.provider_staff,
            at=moment(day, 20),
        )  # fmt: skip
        if accepted:
            made = services.confirm_session(session=made, proof="signature", by=self.family, at=moment(day, 21))
        return made

    def claims(self, month: str = "2024-03", at: date | None = None) -> list[Claim]:
        day = at or (date(int(month[:4]), int(month[5:]), 28) + timedelta(days=7))
        return services.build_claims(region=REGION, month=month, by=self.clerk, at=moment(day))

    def submit(self, claims: list[Claim], on: date = date(2024, 4, 5)) -> list[Claim]:
        return [services.submit_claim(claim=one, by=self.provider_staff, at=moment(on)) for one in claims]

    def settle(self, claims: list[Claim], on: date = date(2024, 4, 8)):
        return services.settle_claims(claims=claims, by=self.approver, at=moment(on))


@pytest.fixture
def county(db) -> County:
    county = County([Someone("阿一", born=date(2018, 5, 1)), Someone("阿二", born=date(2019, 5, 1)), Someone("阿三")])
    county.lists(date(2024, 1, 1))
    return county


@pytest.fixture
def centre(county) -> Centre:
    return Centre(county)
