"""A small county on one day, and a department that may ask everything there is about it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from tests.casework.county import County, Someone
from tests.web.api.asking import PURPOSE, RECEIVER, Department, example, moment

from chuntian.demo.numbers import ResidentNumbers
from chuntian.web import clock

NOW = moment(date(2024, 3, 20), 10)


@dataclass
class Asked:
    """The county, the department, and a number that nobody registered holds."""

    county: County
    department: Department
    stranger: str

    def number(self, name: str) -> str:
        return self.county.who(name).resident_id

    def status(self, name: str) -> str:
        number = name if name[:1].isdigit() else self.number(name)
        return self.department.ask("disabled", number)["disabled_response"][0]["disabled_status"]

    def message(self, call: str, *numbers: str) -> dict[str, Any]:
        return example.message_for(call, list(numbers), PURPOSE)

    def signed_again(self, call: str, said: dict[str, Any]) -> dict[str, Any]:
        """Sign a changed envelope as it stands, header and all."""
        made = self.department.signed(call, said["message"])
        created = int(made["signature"].split('created="')[1].split('"')[0])
        text = example.signed_text(said, f"{example.CALLS}{call}", created, created + 300)
        value = example.base64.b64encode(self.department.key.sign(text)).decode()
        head = made["signature"].rsplit('signature="', 1)[0]
        return {**said, "signature": f'{head}signature="{value}"'}


@pytest.fixture
def asked(db, monkeypatch) -> Asked:
    people = [
        Someone("有证", grade=1, category=4),
        Someone("过期", grade=2, category=1, expires_on=date(2024, 2, 1)),
        Someone("已故", grade=2, category=5),
        Someone("掉出名单", grade=3, category=6),
    ]
    county = County(people)
    county.lists(date(2024, 1, 1))
    county.lists(date(2024, 3, 1), people[:3])
    county.deaths(date(2024, 3, 2), {"已故": date(2024, 2, 27)})
    numbers = ResidentNumbers()
    taken = {one.resident_id for one in people}
    stranger = next(
        number for number, _ in (numbers.next(date(1961, 7, 7), "male") for _ in range(9)) if number not in taken
    )
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(settings, "REGISTRY_ID", RECEIVER)
    return Asked(county, Department(), stranger)
