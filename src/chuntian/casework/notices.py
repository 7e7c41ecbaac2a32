"""
Public notices 公示 as data: how long for which programme, what is shown, what never is (section 12 of the rules; R-PUB-01 to 03).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from chuntian.casework.limits import due_after, due_after_days
from chuntian.kernel.components import decode
from chuntian.kernel.days import age_on
from chuntian.places.enums import OrganisationKind
from chuntian.places.models import Organisation
from chuntian.places.regions import full_name, in_region_q
from chuntian.registry.models import Person
from chuntian.rules import Law, ParameterValue

FIELDS = ("name", "place", "matter", "result", "contact")
PSYCHIATRIC = 6
ADULT = 18
TOLD = (OrganisationKind.CIVIL_AFFAIRS, OrganisationKind.FEDERATION)  # whoever knows something against it tells them


@dataclass(frozen=True)
class Rule:
    """How long a notice of some programmes hangs: the parameter, and whether it counts working days."""

    parameter: str
    working_days: bool = False


RULES = {
    "disability_certificate": Rule("cert.notice_working_days", working_days=True),
    "home_accessibility": Rule("home.notice_days"),
    "poverty_return_monitoring": Rule("mon.notice_days"),
    "nursing_subsidy": Rule("sub.notice_days"),
    "living_subsidy": Rule("sub.notice_days"),
}


class NoNoticeRule(Exception):
    """No document says that, and how long, a notice of this programme hangs here: none is made up."""


@dataclass(frozen=True)
class Period:
    """From when to when a notice hangs, and by which document."""

    opens_on: date
    closes_on: date
    basis: str


def period_of(programme: str, *, region: str, on: date, law: Law) -> Period:
    """
    Give the days of a notice that opens on a day.

    :raises NoNoticeRule: its length is not known here; the text names the document to ask for.
    """
    rule = RULES.get(programme)
    if rule is None:
        raise NoNoticeRule("没有文件规定这个项目要公示")
    value = law.book.resolve(rule.parameter, region, on)
    if not isinstance(value, ParameterValue):
        raise NoNoticeRule(f"不知道要公示几天：缺参数 {rule.parameter}，请取得：{value.document or '有关文件'}")
    days = int(value.value)
    last = due_after(on, days) if rule.working_days else due_after_days(on, days)
    if last is None:
        raise NoNoticeRule("当年节假日安排还没有发布，算不出公示到哪天")
    unit = "个工作日" if rule.working_days else "天"
    return Period(on, last, f"{days}{unit}，{value.citation}")


def masked(name: str) -> str:
    """Give a name with one character hidden (R-PUB-01): 李某明 as 李*明, 张三 as 张*."""
    middle = 1 if len(name) > 1 else 0
    return name[:middle] + "*" + name[middle + 1 :]


def shown_of(person: Person, *, matter: str, result: str) -> dict[str, Any]:
    """Give the fields that are published of a person, and no other: masked name, village, matter, result, whom to tell."""
    offices = Organisation.objects.filter(
        in_region_q(person.region[:6].ljust(12, "0")), kind__in=TOLD, closed_on__isnull=True
    )
    county = offices.exclude(phone="").order_by("region", "kind").first()
    contact = f"{county.name} {county.phone}" if county else "户籍所在地县级残联"
    return {
        "name": masked(person.name), "place": full_name(person.region), "matter": matter, "result": result, "contact": contact,
    }  # fmt: skip


def goes_online(person: Person, facts: dict[str, Any], on: date) -> bool:
    """
    Say whether a person may be named in a notice online: no child, and nobody with a psychiatric disability (R-PUB-03).

    What is not known counts against it: unknown components keep the notice on paper.
    """
    components = decode(facts.get("components") or 0)
    spared = any(one.category == PSYCHIATRIC for one in components)
    return age_on(person.birth_date, on) >= ADULT and bool(components) and not spared
