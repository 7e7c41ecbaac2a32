"""
What exchange.partners told, in the standard's words and shapes.

`null` and "unknown" say that we do not know; they are never a no. A field that the contract does not name is not there at all.
"""

from datetime import date, datetime, time
from typing import Any, Literal

from pydantic import BaseModel

from chuntian.exchange.enums import PartnerField
from chuntian.exchange.partners import DECEASED, Told
from chuntian.kernel.clock import CHINA
from chuntian.registry.enums import CertificateStatus

UNKNOWN = "no record within the contract, or none that is new enough; this is not a no"
# The certificate's grade 1 is the most severe, and so is the standard's level 1; its impairment levels run the other way.
LEVELS = {1: "High support needs", 2: "Severe", 3: "Moderate", 4: "Mild"}
SEVERITIES = {1: "Extreme", 2: "Severe", 3: "Moderate", 4: "Mild"}
TYPES = {1: "Vision", 2: "Hearing", 3: "Speech", 4: "Mobility", 5: "Cognitive", 6: "Mental"}
# The standard has no words for the states behind the second; they carry our prefix and are never sent as expired.
STATES = {CertificateStatus.ISSUED: "Approved", CertificateStatus.EXPIRED: "Expired"}
STATES |= {one: f"cn:{one}" for one in CertificateStatus.values if one not in STATES} | {DECEASED: f"cn:{DECEASED}"}


class ReplyHeader(BaseModel):
    version: Literal["1.0.0"]
    message_id: str
    message_ts: str
    action: Literal["on-search"]
    status: Literal["succ"]
    total_count: int
    completed_count: int
    sender_id: str
    receiver_id: str


class DisabledItem(BaseModel):
    reference_id: str
    timestamp: str
    status: Literal["succ", "rjct"]
    status_reason_message: str | None = None
    disabled_status: Literal["yes", "no", "unknown"]


class DisabledReplyMessage(BaseModel):
    transaction_id: str
    correlation_id: str
    disabled_response: list[DisabledItem]


class DisabledReply(BaseModel):
    signature: str
    header: ReplyHeader
    message: DisabledReplyMessage


class Impairment(BaseModel):
    impairment_type: str | None = None
    impairment_level: str | None = None


class Record(BaseModel):
    disability_status: str | None = None
    disability_status_level: str | None = None
    disability_details: list[Impairment] | None = None
    last_updated: str | None = None


class Data(BaseModel):
    version: Literal["1.0.0"]
    reg_type: Literal["ns:org:RegistryType:DR"]
    reg_record_type: Literal["spdci-extensions-dci:DisabledPerson"]
    reg_records: list[Record]


class ReplyPagination(BaseModel):
    page_size: int
    page_number: int
    total_count: int


class FoundItem(BaseModel):
    reference_id: str
    timestamp: str
    status: Literal["succ", "rjct"]
    status_reason_code: str | None = None
    data: Data | None = None
    pagination: ReplyPagination | None = None


class SearchReplyMessage(BaseModel):
    transaction_id: str
    correlation_id: str
    search_response: list[FoundItem]


class SearchReply(BaseModel):
    signature: str
    header: ReplyHeader
    message: SearchReplyMessage


class Fault(BaseModel):
    code: str
    message: str


class Faults(BaseModel):
    errors: list[Fault]


def status_item(reference: str, told: Told | None, at: datetime) -> dict[str, Any]:
    """Say yes, no or unknown; who is not ours, not there, and not known well enough look alike."""
    holds = told.holds if told else None
    item = {
        "reference_id": reference,
        "timestamp": moment(at),
        "status": "succ",
        "disabled_status": "yes" if holds else "no",
    }
    if holds is None:
        item |= {"status": "rjct", "disabled_status": "unknown", "status_reason_message": UNKNOWN}
    return item


def found_item(reference: str, told: Told | None, at: datetime, size: int = 1, page: int = 1) -> dict[str, Any]:
    """Give the record of one person, or none; a page behind the first is empty."""
    records = [record(told)] if told else []
    data = {
        "version": "1.0.0", "reg_type": "ns:org:RegistryType:DR", "reg_record_type": "spdci-extensions-dci:DisabledPerson",
        "reg_records": records if page == 1 else [],
    }  # fmt: skip
    pages = {"page_size": size, "page_number": page, "total_count": len(records)}
    return {"reference_id": reference, "timestamp": moment(at), "status": "succ", "data": data, "pagination": pages}


def refused_item(reference: str, code: str, at: datetime) -> dict[str, Any]:
    """Say why one request of a batch is not answered."""
    return {"reference_id": reference, "timestamp": moment(at), "status": "rjct", "status_reason_code": code}


def record(told: Told) -> dict[str, Any]:
    """Give the contracted fields of a person, and no other."""
    found: dict[str, Any] = {}
    for name, value in told.fields.items():
        if name == PartnerField.STATUS:
            found["disability_status"] = STATES.get(value)
        elif name == PartnerField.LEVEL:
            found["disability_status_level"] = LEVELS.get(value)
        elif name == PartnerField.UPDATED:
            found["last_updated"] = _start_of(value) if value else None
        elif value is None:
            found["disability_details"] = None
        else:
            _detail(found, name, value)
    return found


def _detail(found: dict[str, Any], name: str, parts: list[Any]) -> None:
    rows = found.setdefault("disability_details", [{} for _ in parts])
    for row, part in zip(rows, parts, strict=True):
        if name == PartnerField.TYPE:
            row["impairment_type"] = TYPES[part.category]
        else:
            row["impairment_level"] = SEVERITIES[part.grade]


def moment(at: datetime) -> str:
    """Write a moment with its zone."""
    return at.isoformat(timespec="seconds")


def _start_of(day: date) -> str:
    return moment(datetime.combine(day, time(), CHINA))
