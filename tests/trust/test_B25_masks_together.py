"""Every surface of one person joined together still leaves eight digits of the number open; being registered cannot be asked."""

import re

import pytest
from django.test import Client
from tests.casework.county import REGION
from tests.journeys.office import NAMES, people
from tests.trust.built import STANDS

from chuntian.accounts.enums import Role
from chuntian.registry.models import Person
from chuntian.web import access

MASKED = re.compile(r"[0-9*]{15,20}")
pytestmark = pytest.mark.django_db


def surfaces(built, client: Client, role: str) -> list[str]:
    """Give every page and file that a role may open, as text."""
    said = {"do": "export", "purpose": "核对名单", "kind": "csv"}
    texts = []
    for row in access.rows():
        if row.region in (access.PEOPLE, access.FIGURES) and row.opens_for(role):
            texts.append(client.get(built.address(row)).content.decode(errors="replace"))
            if dict(row.policy.does).get("export"):
                texts.append(client.post(built.address(row), said).content.decode(errors="replace"))
    texts.append(client.post("/people/", {"q": NAMES[0]}).content.decode())
    return [re.sub(r"&shy;|<wbr>|\u00ad", "", text) for text in texts]


@pytest.mark.parametrize("role", [Role.COUNTY_CLERK, Role.COUNTY_APPROVER, Role.FINANCE_APPROVER, Role.AUDITOR])
def test_all_masks_of_one_number_together_leave_eight_digits_open(built, role):
    number = built.county.who(NAMES[0]).resident_id
    born = built.county.who(NAMES[0]).born
    client = Client()
    client.force_login(built.users[role, REGION])

    texts = surfaces(built, client, role)
    seen = [False] * 18
    for text in texts:
        assert number not in text
        for found in MASKED.findall(text):
            if "*" in found and all(a in ("*", b) for a, b in zip(found, number, strict=False)):
                seen = [was or (at < len(found) and found[at] != "*") for at, was in enumerate(seen)]
    if any(born.isoformat() in text or f"{born.year}年{born.month}月{born.day}日" in text for text in texts):
        seen[10:14] = [True] * 4

    assert any(seen), "no surface shows the number at all: the test looks at nothing"
    assert seen.count(False) >= 8, "".join(digit if shown else "*" for digit, shown in zip(number, seen, strict=True))


@pytest.mark.parametrize("asked", ["name", "number", "last4", "pinyin"])
def test_B26_a_search_for_a_foreigner_answers_like_one_for_nobody(built, asked):
    one = built.county.who(NAMES[0])
    client = Client()
    client.force_login(built.users[Role.COUNTY_CLERK, STANDS["sibling"]])
    there = {"name": one.name, "number": one.resident_id, "last4": one.resident_id[-4:], "pinyin": "machunhua"}[asked]
    nobody = {"name": "欧阳无", "number": "620199197005010019", "last4": "0000", "pinyin": "ouyangwux"}[asked]
    assert Person.objects.filter(name=one.name).exists()
    assert nobody not in {other.resident_id for other in people()}

    answers = [client.post("/people/", {"q": text}) for text in (there, nobody)]

    bodies = [
        answer.content.replace(text.encode(), b"ASKED") for answer, text in zip(answers, (there, nobody), strict=True)
    ]
    assert answers[0].status_code == answers[1].status_code == 200
    assert bodies[0] == bodies[1]
