"""
What a message may hold: the standard's members that we take, each bounded; nothing else passes.

Patterns say [0-9], never a class that takes the digits of every script. Moments are text, since a number would be read as one.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr, StringConstraints

MOST_PERSONS = 50
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$"


def _moment(text: str) -> str:
    datetime.fromisoformat(text)
    return text


Id = Annotated[str, StringConstraints(min_length=1, max_length=99, pattern=r"^[!-~]+$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$")]
Words = Annotated[str, StringConstraints(max_length=999)]
Moment = Annotated[
    str,
    StringConstraints(max_length=35, pattern=MOMENT),
    AfterValidator(_moment),
    Field(description="ISO 8601 with its time zone", json_schema_extra={"format": "date-time"}),
]
# Some write counts as text (spdci.md 9, 2): digits are taken, nothing else is.
Count = Annotated[StrictInt, Field(ge=1, le=MOST_PERSONS)] | Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?$")]
ResidentNumber = Annotated[str, StringConstraints(pattern=r"^[0-9]{17}[0-9X]$"), Field(description="公民身份号码")]
# Plain values: numbers with a fraction are written in more than one way, and a signature is over one.
Plain = dict[str, StrictStr | StrictInt | StrictBool | None]
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{3}$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=False)


class Purpose(Strict):
    code: Code = Field(description="the purpose of the contract")
    text: Words | None = None
    ref_uri: Words | None = None


class Authorize(Strict):
    """For which contracted purpose the department asks; written down with each read."""

    context: Words | None = Field(None, alias="@context")
    type: Words | None = Field(None, alias="@type")
    ts: Moment | None = None
    purpose: Purpose


class Query(Strict):
    type: Literal["UIN"]
    value: ResidentNumber


class Sort(Strict):
    attribute_name: Words
    sort_order: Literal["asc", "desc"] | None = None


class Pagination(Strict):
    page_size: Annotated[StrictInt, Field(ge=1, le=100)]
    page_number: Annotated[StrictInt, Field(ge=1, le=1000)] = 1


class DisabledCriteria(Strict):
    query_type: Literal["idtype-value"]
    query: Query
    authorize: Authorize


class SearchCriteria(Strict):
    version: Literal["1.0.0"] = "1.0.0"
    reg_type: Annotated[str, StringConstraints(max_length=99, pattern=r"^([!-~]*:)?[Dd][Rr]$")] | None = None
    reg_record_type: Annotated[str, StringConstraints(max_length=99, pattern=r"^([!-~]*:)?DisabledPerson$")] | None = (
        None
    )
    reg_event_type: Words | None = Field(None, description="of the older text; ignored")
    query_type: Literal["idtype-value"]
    query: Query
    sort: Annotated[list[Sort], Field(max_length=5)] | None = Field(None, description="one record at most: ignored")
    pagination: Pagination | None = None
    consent: Authorize | None = None
    authorize: Authorize


class DisabledMessage(Strict):
    transaction_id: Id
    disabled_criteria: DisabledCriteria


class SearchItem(Strict):
    reference_id: Id
    timestamp: Moment
    search_criteria: SearchCriteria
    locale: Locale | None = None


class SearchMessage(Strict):
    transaction_id: Id
    search_request: Annotated[list[SearchItem], Field(min_length=1, max_length=MOST_PERSONS)]


class RequestHeader(Strict):
    version: Literal["1.0.0"] = "1.0.0"
    message_id: Id
    message_ts: Moment
    action: Literal["search"]
    sender_id: Code
    sender_uri: Words | None = Field(None, description="never called: these calls answer at once")
    receiver_id: Id
    total_count: Count
    is_msg_encrypted: Literal[False] = False
    meta: Plain | None = None


class Envelope(Strict):
    signature: Annotated[str, StringConstraints(min_length=1, max_length=1000)]
    header: RequestHeader


class DisabledRequest(Envelope):
    message: DisabledMessage


class SearchRequest(Envelope):
    message: SearchMessage
