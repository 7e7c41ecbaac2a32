"""What must have happened before some pages are reached: a refusal to review, papers, a helper on record, figures of a month."""

from datetime import date
from io import BytesIO

from PIL import Image
from tests.casework.county import REGION, County, moment
from tests.journeys.office import NOW

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Authority, User
from chuntian.casework.models import Case
from chuntian.casework.operations import act, add_document, decide_case
from chuntian.casework.operations import apply as apply_for
from chuntian.indicators.operations import keep_month
from chuntian.indicators.reported import enter_reported
from chuntian.kernel.days import Month
from chuntian.registry.models import Person

PROGRAMME = "living_subsidy"  # the person is on no dibao list: it is refused


def leave_something_said(county: County, person: Person) -> None:
    """Refuse an application of the person, with a photograph of a paper (and one with each that waits), and put a helper on record."""
    town, clerk, civil = (
        User.objects.get(username=role) for role in (Role.TOWNSHIP_CLERK, Role.COUNTY_CLERK, Role.CIVIL_AFFAIRS)
    )
    case = apply_for(
        person=person, programme=PROGRAMME, applied_on=date(2024, 3, 12), channel="window", by=town,
        at=moment(date(2024, 3, 12)), law=county.law,
    )  # fmt: skip
    for one in Case.objects.filter(decided_at=None, path=case.path):  # whichever of them a walk opens
        add_document(
            case=one, kind="other", file=_photo(), name="收入证明.png", by=town, at=moment(date(2024, 3, 12), 11)
        )
    act(case=case, kind="first_check", by=town, at=moment(date(2024, 3, 13)), law=county.law)
    act(case=case, kind="check", by=clerk, at=moment(date(2024, 3, 14)), law=county.law)
    decide_case(case=case, approve=False, by=civil, at=moment(date(2024, 3, 15)), law=county.law)
    helper = User.objects.create_user("helper")
    Authority.objects.create(
        user=helper, person_id=person.pk, region=person.region, kind="helper", document="本人签字的委托书",
        valid_from=date(2024, 1, 1), valid_to=date(2024, 12, 31), recorded_by=town, recorded_at=NOW,
    )  # fmt: skip


def keep_figures(county: County) -> None:
    """Keep the figures of the last whole month, without which the board has no line to open, and one of a department."""
    enter_reported(
        region=REGION, slug="child_screening_rate", month=Month(2024, 2), numerator=1_524, denominator=1_572,
        department="县卫生健康局", document="妇幼统计 2024-02（虚构）", by="system:test", at=NOW,
    )  # fmt: skip
    keep_month(region=REGION, month=Month(2024, 2), law=county.law, at=NOW)


def _photo() -> BytesIO:
    kept = BytesIO()
    Image.new("RGB", (400, 560), "#fffdf5").save(kept, "PNG")
    return BytesIO(kept.getvalue())
