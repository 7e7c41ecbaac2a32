"""A built county for the tests of access: one object behind every address, and users who stand around it."""

import io
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image
from tests.casework.county import REGION, County, moment
from tests.journeys.office import NAMES, NOW, furnish
from tests.services.furnished import furnish_services

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, Authority, User
from chuntian.casework.models import Award, DecisionRun, PublicNotice, Task, TaskBatch
from chuntian.casework.operations import (
    act,
    add_document,
    apply,
    decide_case,
    issue_case_letter,
    issue_notice,
    open_notice,
)
from chuntian.exchange.models import Discrepancy, Upload
from chuntian.indicators.ahead import prepare
from chuntian.indicators.models import Publication, ReportedFigure
from chuntian.indicators.operations import keep_month, publish
from chuntian.indicators.reported import enter_reported
from chuntian.kernel.days import Month
from chuntian.money.models import BankException, HeldLine, PaymentRun, Recovery
from chuntian.places.models import Organisation
from chuntian.registry.models import Erasure, Person
from chuntian.services.operations import ask_for
from chuntian.standards.models import Change
from chuntian.web import access
from chuntian.web.models import ApplicationDraft, BulkRequest
from chuntian.web.portal.apply_drafts import KEPT

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
        citizen = self.users[Role.CITIZEN, REGION]
        citizen.person_id = Person.objects.get(name=NAMES[0]).pk
        citizen.save(update_fields=["person_id"])

    def address(self, row: access.Row, absent: bool = False) -> str:
        """Give the address of the thing behind a row, or of one that is not there."""
        given = {name: value for name, (value, _) in self.things.get(row.name, {}).items()}
        missing = {name: 10 ** (len(str(value)) - 1) for name, value in given.items() if isinstance(value, int)}
        return reverse(row.name, kwargs=given | missing if absent else given)

    def region(self, row: access.Row) -> str:
        """Give the division of the thing behind a row; "" where it opens a list."""
        return next((region for _, region in self.things.get(row.name, {}).values() if region), "")


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
        **{
            name: {"pk": person}
            for name in ("person-trail", "person-helpers", "person-formats", "reveal", "new-case", "new-complaint")
        },
        "erasure": {"pk": Erasure.objects.first()},
        "batch-done": {"pk": TaskBatch.objects.first()},
        "award": {"pk": person, "award_pk": award},
        **{
            name: {"pk": Upload.objects.filter(state="staged").first()}
            for name in ("list", "list-refusals", "list-report", "list-compare")
        },
        "list-kind": {"kind": "dibao"},
        "discrepancy": {"pk": Discrepancy.objects.first()},
        "month": {"pk": DecisionRun.objects.order_by("-made_at").first()},
        **{name: {"pk": case} for name in ("case", "case-letter")},
        **_papers_and_notice(county),
        "person-letter": {"pk": person, "slug": PROGRAMME},
        "letter-file": {"pk": letter, "form": "txt"},
        **{name: {"pk": held.run} for name in ("payment", "payment-lines", "bank-file")},
        "held": {"held_pk": held, "pk": held.run},
        "exception": {"pk": wrong.answer.run, "exception_pk": wrong},
        "recovery": {"pk": Recovery.objects.first()},
        **{name: {"slug": PROGRAMME} for name in ("programme", "programme-values", "programme-try", "programme-log")},
        "new-change": {"slug": PROGRAMME},
        "organisation": {"pk": _office()},
        "change": {"pk": Change.objects.first()},
        "measure": {"slug": MEASURE},
        "indicator": {"slug": "nursing_subsidy_coverage"},
        "reported-one": {"pk": _told_by_a_department()},
    }
    notice = PublicNotice.objects.order_by("-id").first()
    things["bank-file"] = {"pk": PaymentRun.objects.get(month="2024-02")}
    built = Built(county, {f"desk:{name}": _plain(given) for name, given in things.items()})
    built.things |= {"portal:place": {"level": (2, "")}, "portal:question": {"number": (1, "")}}
    built.things["portal:object"] = {"pk": (notice.pk, "")}
    built.things["portal:programme"] = {"slug": (PROGRAMME, "")}
    built.things["portal:data-file"] = {"pk": (_made_public(county).pk, ""), "name": ("figures.csv", "")}
    built.things["mine:letter"] = _plain({"pk": letter})
    built.things["mine:letter-file"] = _plain({"pk": letter, "form": "txt"})
    built.things["mine:helper-end"] = _plain({"pk": _helped(person)})
    built.things["mine:wrong"] = {"name": ("dibao", "")}
    built.people_around()
    clerk = built.users[Role.COUNTY_CLERK, REGION]
    asked = BulkRequest.objects.create(
        kind="views", title="再看 500 份档案", purpose="年度核查", region=REGION, asked_by=clerk, asked_at=NOW
    )
    built.things["desk:bulk-one"] = {"pk": (asked.pk, REGION)}
    built.things["desk:one-account"] = {"pk": (clerk.pk, REGION)}
    built.things |= _own(built, person) | _served(built, person)
    return built


def _told_by_a_department() -> ReportedFigure:
    return enter_reported(
        region=REGION, slug="child_screening_rate", month=Month(2024, 2), numerator=9_934, denominator=10_000,
        department="县卫生健康局", document="2024年2月妇幼统计（虚构）", by="system:test", at=NOW,
    )  # fmt: skip


def _made_public(county: County) -> Publication:
    """Keep the figures of a month and make them public."""
    month = Month(2024, 2)
    keep_month(region=REGION, month=month, law=county.law, at=NOW)
    prepare(region=REGION, month=str(month), at=NOW)
    return publish(region=REGION, month=month, licence="CC-BY-4.0", by="system:test", at=NOW, reason="每月公开")


def _own(built: Built, person: Person) -> dict[str, dict[str, Any]]:
    """Give the citizen of the county a draft, and an application for which papers are asked, with its letter."""
    town = built.county.staff("township_clerk")[0]
    draft = ApplicationDraft.objects.create(
        user=built.users[Role.CITIZEN, REGION], person=person, programme="living_subsidy", region=person.region,
        begun_at=NOW, kept_at=NOW, ends_at=NOW + KEPT,
    )  # fmt: skip
    case = apply(
        person=person, programme="medical_insurance_aid", applied_on=date(2024, 3, 18), channel="online", by=town, at=NOW,
        law=built.county.law,
    )  # fmt: skip
    case = act(case=case, kind="ask_papers", by=town, at=NOW, why="请补低保证的照片")
    issue_case_letter(case=case, law=built.county.law, by=None, at=NOW)
    pages = {f"apply:{name}": {"pk": draft} for name in ("check", "drop")}
    pages |= {"apply:step": {"pk": draft, "name": "known"}}
    own = ("case", "receipt", "withdraw", "answer", "paper", "review", "case-complain")
    pages |= {f"apply:{name}": {"pk": case} for name in own}
    pages |= {"apply:letter": {"pk": case, "form": "txt"}}
    return {name: _plain(given) for name, given in pages.items()} | {"apply:programme": {"slug": (PROGRAMME, "")}}


def _served(built: Built, person: Person) -> dict[str, dict[str, Any]]:
    """Give the county's services: the citizen is served, and waits; the provider's staff is of the county."""
    names = [NAMES[number] for number in (0, 2, 3, 6, 7, 8, 9)]
    clerk, approver = built.users[Role.COUNTY_CLERK, REGION], built.users[Role.COUNTY_APPROVER, REGION]
    there = furnish_services(names, clerk=clerk, approver=approver, staff=built.users[Role.PROVIDER, REGION])
    waits = ask_for(person=person, programme="home_rehab_child", on=NOW.date(), by=clerk, at=NOW)
    desk = {
        "need": there.need, "order": there.order, "provider": there.provider, "agreement": there.agreement,
        "device": there.device, "device-label": there.device, "project": there.project, "home": there.home,
        "person-services": person, "survey": person, "scale": there.scale, "assessment": there.assessment,
    }  # fmt: skip
    pages = {f"desk:{name}": _plain({"pk": one}) for name, one in desk.items()}
    for name, one in (("claim", there.claim), ("claim-line", there.line)):
        pages |= {f"{room}:{name}": {"pk": (one.pk, REGION)} for room in ("desk", "provider")}
    pages |= {
        "provider:session": {"pk": (there.session.pk, REGION)},
        "provider:appointment": {"pk": (there.appointment.pk, REGION)},
        "provider:order": {"pk": (there.order.pk, REGION)},
        "provider:assessment": {"pk": (there.assessment.pk, REGION)},
    }
    assess = {"pk": (there.order.pk, there.order.region), "form_pk": (there.scale.pk, "")}
    pages |= {"desk:assess": assess, "provider:assess": assess | {"pk": (there.order.pk, REGION)}}
    pages |= {"desk:home-photo": {"pk": (there.photo.pk, there.photo.room.works.region)}}
    pages |= {f"mine:appointment{name}": _plain({"pk": there.appointment}) for name in ("", "-file")}
    pages |= {f"mine:service{name}": _plain({"pk": there.order}) for name in ("", "-word", "-complain")}
    pages |= {"mine:service-leave": _plain({"pk": waits})}
    return pages | {"mine:service-choose": _plain({"pk": waits}), "mine:service-contest": _plain({"pk": there.session})}


def _plain(given: dict[str, Any]) -> dict[str, tuple[Any, str]]:
    place = next((one.region for one in given.values() if hasattr(one, "region")), "")
    return {name: (getattr(one, "pk", one), place) for name, one in given.items()}


def _office() -> Organisation:
    return Organisation.objects.filter(region=REGION).first() or Organisation.objects.create(
        kind="provider", name="康复中心", division=REGION, region=REGION
    )


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


def _papers_and_notice(county: County):  # type: ignore[no-untyped-def]
    """Give a paper with a picture, of a case that is on public notice."""
    town, clerk, civil = county.staff("township_clerk", "county_clerk", "civil_affairs")
    case = apply(
        person=Person.objects.get(name=NAMES[12]), programme="living_subsidy", applied_on=date(2024, 3, 11), channel="window",
        by=town, at=NOW, law=county.law,
    )  # fmt: skip
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    paper = add_document(case=case, kind="guardian", file=io.BytesIO(out.getvalue()), name="证明.png", by=town, at=NOW)
    case = act(case=case, kind="first_check", by=town, at=NOW)
    case = act(case=case, kind="check", by=clerk, at=NOW, law=county.law)
    open_notice(case=case, by=civil, at=NOW, law=county.law)
    return {"document": {"pk": paper}, "document-page": {"pk": paper, "number": 1}}


def _helped(person: Person) -> Authority:
    helper = User.objects.create_user("helper")
    return Authority.objects.create(
        user=helper, person_id=person.pk, region=person.region, kind="helper", document="本人签字的委托书",
        valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31), recorded_by=helper, recorded_at=NOW,
    )  # fmt: skip


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
