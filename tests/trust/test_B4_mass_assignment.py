"""No form takes what its page does not ask for: region, state, amount, decider come from the operation, never from the sender."""

import importlib
import pkgutil

import pytest
from django import forms
from django.apps import apps
from django.test import Client
from tests.casework.county import REGION
from tests.trust.built import Built

import chuntian.web.desk as desk_room
from chuntian.accounts.enums import Role
from chuntian.casework.models import Case
from chuntian.casework.models import DecisionRun as Decided
from chuntian.exchange.models import Discrepancy, Upload
from chuntian.money.models import PaymentRun
from chuntian.web import access
from chuntian.web.desk.forms import DeskForm

SIBLING = "620102000000"
# Fields of the models that a form may ask for: each is checked against a list of choices, or is the deed itself.
ASKED = {
    "amount", "applied_on", "as_of", "channel", "end_month", "kind", "month", "name", "note", "outcome", "programme",
    "purpose", "reason", "region", "result", "start_month", "why", "file", "on", "state", "rows", "title",
}  # fmt: skip
NEVER = {
    "id", "amount_fen", "target_fen", "approved_by", "asked_by", "by", "checked_by", "closed_by", "committed_by", "decided_by",
    "granted", "granted_by", "issued_by", "made_by", "prepared_by", "received_by", "recorded_by", "resolved_by", "who",
    "is_superuser", "is_staff", "path", "sha256", "until", "used_at",
}  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.alike]


def form_classes() -> list[type[DeskForm]]:
    for module in pkgutil.walk_packages(desk_room.__path__, f"{desk_room.__name__}."):
        importlib.import_module(module.name)
    found, left = [], [DeskForm]
    while left:
        one = left.pop()
        left += one.__subclasses__()
        found.append(one)
    return [one for one in found if one.__module__.startswith("chuntian.")]


def test_no_form_is_made_of_a_model():
    assert len(form_classes()) > 25
    assert not [one for one in form_classes() if issubclass(one, forms.ModelForm)]
    assert not [one for one in forms.ModelForm.__subclasses__() if one.__module__.startswith("chuntian.")]


@pytest.mark.parametrize("form", form_classes(), ids=lambda one: f"{one.__module__.rsplit('.', 1)[-1]}.{one.__name__}")
def test_no_form_asks_who_decided_or_what_is_to_be_paid(form):
    assert not NEVER & set(form.base_fields)


def every_field() -> dict[str, str]:
    """Give a value for every field of every model."""
    names = {field.name for model in apps.get_models() for field in model._meta.concrete_fields}
    return {**dict.fromkeys(names, "1"), "region": SIBLING, "state": "approved", "amount_fen": "99999900"}


def kept(model) -> list[tuple]:
    names = {
        "id",
        "region",
        "state",
        "decided_by_id",
        "prepared_by_id",
        "approved_by_id",
        "total_fen",
        "amount_fen",
        "outcome",
    }
    columns = sorted(names & {field.attname for field in model._meta.concrete_fields})
    return sorted(model.objects.values_list(*columns), key=str)


@pytest.mark.parametrize(
    "role", [Role.COUNTY_CLERK, Role.COUNTY_APPROVER, Role.FINANCE_PREPARER, Role.FINANCE_APPROVER]
)
def test_every_field_of_every_model_sent_to_every_page_changes_no_region_state_amount_or_decider(built: Built, role):
    client, models = Client(), [Case, PaymentRun, Discrepancy, Upload, Decided]
    client.force_login(built.users[role, REGION])
    before = [kept(model) for model in models]

    for row in access.rows():
        if row.region == access.PEOPLE and "POST" in row.methods and row.opens_for(role):
            client.post(built.address(row), every_field())

    assert [kept(model) for model in models] == before


@pytest.mark.parametrize(
    ("role", "address", "said"),
    [
        (Role.COUNTY_CLERK, "/cases/months/", {"month": "2024-03"}),
        (Role.FINANCE_PREPARER, "/payments/", {"month": "2024-04"}),
        (Role.FINANCE_PREPARER, "/payments/recoveries/", {"do": "look-again", "look-again-month": "2024-03"}),
        (Role.COUNTY_CLERK, "/lists/upload/", {"kind": "dibao", "as_of": "2024-03-15"}),
    ],
)
def test_another_county_cannot_be_chosen(built: Built, role, address, said):
    client = Client()
    client.force_login(built.users[role, REGION])

    page = client.post(address, {**said, "region": SIBLING, "look-again-region": SIBLING})

    assert page.status_code == 200
    assert SIBLING in page.content.decode() or "选择一个有效的选项" in page.content.decode()
    for model in (Decided, PaymentRun, Upload):
        assert not model.objects.filter(region=SIBLING).exists()


@pytest.mark.parametrize(
    "role", [Role.COUNTY_CLERK, Role.COUNTY_APPROVER, Role.FINANCE_PREPARER, Role.FINANCE_APPROVER]
)
def test_a_deed_sent_with_every_field_besides_moves_no_region_and_names_no_other_decider(built: Built, role):
    client, me = Client(), built.users[role, REGION]
    client.force_login(me)
    other = built.users[Role.AUDITOR, REGION].pk
    models = [Case, PaymentRun, Discrepancy, Upload]
    regions = [sorted(model.objects.values_list("id", "region")) for model in models]

    for row in access.rows():
        for deed, _ in row.policy.does if row.region == access.PEOPLE and row.opens_for(role) else ():
            plain = {**every_field(), "decided_by": str(other), "approved_by": str(other), "do": deed}
            prefixed = {f"{deed}-{name}": value for name, value in plain.items()}
            client.post(
                built.address(row), {**prefixed, **plain, f"{deed}-reason": "写明的理由", f"{deed}-why": "写明的理由"}
            )

    assert [
        sorted(model.objects.filter(pk__in=dict(was)).values_list("id", "region"))
        for model, was in zip(models, regions, strict=True)
    ] == regions
    assert not Case.objects.filter(decided_by=other).exists()
    assert not PaymentRun.objects.filter(approved_by=other).exists()
    assert not PaymentRun.objects.filter(total_fen=99999900).exists()
    assert not Discrepancy.objects.filter(decided_by=other).exists()
