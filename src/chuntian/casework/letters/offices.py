"""Who decides, who takes papers, who answers questions: with a way in writing beside every telephone number."""

from dataclasses import dataclass

from chuntian.kernel.divisions import pad
from chuntian.places.enums import OrganisationKind
from chuntian.places.models import Organisation
from chuntian.places.queries import organisation
from chuntian.places.regions import division_name

IN_WRITING = "不便打电话的，可以当面递交、邮寄或请人代交书面材料，书面来的书面答复"
# R-HOT-01: 12345 is staffed day and night, 12385 is the federation's line.
LINES = "残疾人服务热线12385，政务服务便民热线12345（不便打电话的，可以把问题写下来，当面或邮寄交给以上任何一处，书面来的书面答复）。"


@dataclass(frozen=True)
class Office:
    """An office that answers questions; "" for what the register of offices does not hold."""

    name: str
    phone: str
    address: str


@dataclass(frozen=True)
class Offices:
    """The offices of one person's place of registration."""

    county: str
    decides: str
    takes_papers: str
    federation: str
    contacts: tuple[str, ...]
    asked: Office


def offices_of(region: str) -> Offices:
    """Give the offices responsible for a place; one that is not in the register of offices goes by its usual name."""
    county = division_name(pad(region[:6]))
    decides = organisation(OrganisationKind.CIVIL_AFFAIRS, pad(region[:6]))
    federation = organisation(OrganisationKind.FEDERATION, pad(region[:6]))
    township = organisation(OrganisationKind.TOWNSHIP, pad(region[:9])) if region[6:9] != "000" else None
    names = {
        "decides": decides.name if decides else f"{county}民政局",
        "federation": federation.name if federation else f"{county}残疾人联合会",
        "takes_papers": township.name if township else "户籍所在地乡镇人民政府（街道办事处）",
    }
    contacts = (
        _contact(names["takes_papers"], "受理申请、补交材料、更正信息", township),
        _contact(names["decides"], "作出审批决定", decides),
        _contact(names["federation"], "残疾人证和残疾类别、等级", federation),
        LINES,
    )
    asked = Office(names["takes_papers"], township.phone if township else "", township.address if township else "")
    return Offices(county=county, contacts=contacts, asked=asked, **names)


def _contact(name: str, what: str, office: Organisation | None) -> str:
    said = f"{name}：{what}。"
    if office is not None and office.address:
        said += f"地址：{office.address}。"
    if office is not None and office.phone:
        said += f"电话：{office.phone}（{IN_WRITING}）。"
    return said
