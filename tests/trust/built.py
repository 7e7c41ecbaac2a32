"""A built county for the tests of access: one object behind every address, and users who stand around it."""

from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from tests.casework.county import REGION, County, moment
from tests.journeys.office import NAMES, NOW, furnish

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, User
from chuntian.casework.models import Award, DecisionRun, Task
from chuntian.casework.operations import act, apply, decide_case, issue_notice
from chuntian.exchange.models import Discrepancy, Upload
from chuntian.money.models import BankException, HeldLine, PaymentRun, Recovery
from chuntian.registry.models import Person
from chuntian.web import access
from chuntian.web.models import BulkRequest

# Where a user stands who looks at the county's things.
STANDS = {
    "own": REGION,
    "parent": "620100000000",
    "child": "620104001000",  # the township of everyone's village
    "other child": "620104002000",
    "sibling": "620102000000",
}
FORMER = "620102000000"  # where a person of the county has moved to
PLAIN = {"kind": "dibao", "form": "txt"}
MEASURE, PROGRAMME = "certificate_holders", "nursing_subsidy"


@dataclass
class Built:
    """The county, what lies behind each address, and the users made so far."""

    county: County
    things: dict[str, dict[str, Any]]
    users: dict[tuple[str, str], User] = field(default_factory=dict)

    def people_around(self) -> None:
        """Make a user of every role in every place."""
        for role, region in product(Role.values, STANDS.values()):
            made = User.objects.create_user(f"{role}-{region}", display_name=role)
            Assignment.objects.create(user=made, role=role, region=region, valid_from=date(2020, 1, 1))
            self.users[role, region] = made

    def address(self, row: access.Row, absent: bool = False) -> str:
        """Give the address of the thing behind a row, or of one that is not there."""
        given = {name: value for name, (value, _) in self.things.get(row.name, {}).items()}
        missing = {name: 10 ** (len(str(value)) - 1) for name, value in given.items() if isinstance(value, int)}
        return reverse(row.name, kwargs=given | missing if absent else given)

    def region(self, row: access.Row) -> str:
        """Give the division of the thing behind a row; "" where it opens a list."""
        return next((region for value, region in self.things.get(row.name, {}).values() if isinstance(value, int)), "")


def build(folder) -> Built:  # type: ignore[no-untyped-def]
    """Furnish the office, and put a decided case, a letter and an exception of the bank beside it."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    county = furnish(folder)
    case, letter = _decided(county), _noticed(county)
    person = Person.objects.get(name=NAMES[0])
    award = Award.objects.filter(person=person).first()
    held, wrong = HeldLine.objects.first(), _misfit()
    things = {
        "task": {"pk": Task.objects.filter(person__name=NAMES[9]).first() or Task.objects.first()},
        **{name: {"pk": person} for name in ("person", "person-facts", "person-decisions", "person-money")},
        **{name: {"pk": person} for name in ("person-trail", "person-helpers", "reveal", "new-case")},
        "award": {"pk": person, "award_pk": award},
        **{
            name: {"pk": Upload.objects.filter(state="staged").first()}
            for name in ("list", "list-refusals", "list-report")
        },
        "list-kind": {"kind": "dibao"},
        "discrepancy": {"pk": Discrepancy.objects.first()},
        "month": {"pk": DecisionRun.objects.order_by("-made_at").first()},
        **{name: {"pk": case} for name in ("case", "case-letter")},
        "person-letter": {"pk": person, "slug": PROGRAMME},
        "letter-file": {"pk": letter, "form": "txt"},
        **{name: {"pk": held.run} for name in ("payment", "payment-lines", "bank-file")},
        "held": {"held_pk": held, "pk": held.run},
        "exception": {"pk": wrong.answer.run, "exception_pk": wrong},
        "recovery": {"pk": Recovery.objects.first()},
        "programme": {"slug": PROGRAMME},
        "measure": {"slug": MEASURE},
    }
    things["bank-file"] = {"pk": PaymentRun.objects.get(month="2024-02")}
    built = Built(county, {f"desk:{name}": _plain(given) for name, given in things.items()})
    built.people_around()
    clerk = built.users[Role.COUNTY_CLERK, REGION]
    asked = BulkRequest.objects.create(
        kind="views", title="再看 500 份档案", purpose="年度核查", region=REGION, asked_by=clerk, asked_at=NOW
    )
    built.things["desk:bulk-one"] = {"pk": (asked.pk, REGION)}
    built.things["desk:one-account"] = {"pk": (clerk.pk, REGION)}
    return built


def _plain(given: dict[str, Any]) -> dict[str, tuple[Any, str]]:
    place = next((one.region for one in given.values() if hasattr(one, "region")), "")
    return {name: (getattr(one, "pk", one), place) for name, one in given.items()}


def _decided(county: County):  # type: ignore[no-untyped-def]
    town, clerk, civil = county.staff("township_clerk", "county_clerk", "civil_affairs")
    at = moment(date(2024, 3, 12))
    case = apply(
        person=Person.objects.get(name=NAMES[10]), programme=PROGRAMME, applied_on=date(2024, 3, 11), channel="window",
        by=town, at=at, law=county.law,
    )  # fmt: skip
    case = act(case=case, kind="first_check", by=town, at=at)
    case = act(case=case, kind="check", by=clerk, at=at, law=county.law)
    return decide_case(case=case, approve=False, by=civil, at=at, law=county.law, reason="不符合条件，见决定书")


def _noticed(county: County):  # type: ignore[no-untyped-def]
    return issue_notice(
        person=Person.objects.get(name=NAMES[0]), programme=PROGRAMME, law=county.law, on=NOW.date(), by=None, at=NOW
    )


def _misfit() -> BankException:
    found = BankException.objects.select_related("answer__run").first()
    if found is not None:
        return found
    answer = PaymentRun.objects.get(month="2024-02").answers.first()
    return BankException.objects.create(answer=answer, row=1, kind="unknown_item")


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory) -> Built:  # type: ignore[no-untyped-def]
    """Build the county inside one transaction, hold the clock and the form token still."""
    from django.db import transaction
    from django.template import context_processors
    from django.utils import translation

    from chuntian.web import clock

    kept = settings.DATA_FOLDER, clock.now, context_processors.get_token
    settings.DATA_FOLDER = tmp_path_factory.mktemp("built")
    clock.now, context_processors.get_token = (lambda: NOW), (lambda request: "TOKEN")
    with django_db_blocker.unblock(), translation.override("zh-hans"):
        try:
            with transaction.atomic():
                yield build(settings.DATA_FOLDER)
                transaction.set_rollback(True)
        finally:
            settings.DATA_FOLDER, clock.now, context_processors.get_token = kept
