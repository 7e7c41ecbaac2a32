"""The calls: what a message asks, what its contract gives, in the standard's envelope."""

import json
import logging
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, NinjaAPI
from ninja.errors import ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from chuntian.exchange import partners
from chuntian.exchange.enums import PartnerCall
from chuntian.exchange.partners import Asked, Told, TooMuch
from chuntian.kernel.ids import new_id
from chuntian.web import clock
from chuntian.web.api import replies, signature
from chuntian.web.api.door import SKEW, admit
from chuntian.web.api.own_key import own_id, own_key, published
from chuntian.web.api.refusals import Refused
from chuntian.web.api.requests import DisabledCriteria, DisabledRequest, SearchCriteria, SearchRequest

PREFIX = "/spdci/dr/v1.0.0/registry/"
REFUSALS = dict.fromkeys((400, 401, 403, 409, 413, 415, 429, 500), replies.Faults)
# Names of members may be told again, never a value, or a number that someone wrote where a name belongs.
OURS = re.compile(r"[a-z_@]{1,30}")
log = logging.getLogger("chuntian.web.api")


class ReadAtTheDoor(Parser):
    """Give what was read, and verified, at the door: nothing is read twice."""

    def parse_body(self, request: HttpRequest) -> Any:
        return request.said


class Signed(BaseRenderer):
    """Write a reply and sign it with our key; refusals go unsigned."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        if response_status == 200:
            now = int(clock.present().timestamp())
            data["signature"] = signature.sign(
                data, path=request.path, sender=own_id(), key_id=published()["kid"], key=own_key(), created=now,
                expires=now + int(SKEW.total_seconds()),
            )  # fmt: skip
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


api = NinjaAPI(
    title="春天 · SPDCI Disability Registry", version="1.0.0", urls_namespace="registry", auth=admit, parser=ReadAtTheDoor(),
    renderer=Signed(), openapi_url=None, docs_url=None,
    description="What a department's programme may ask. Each message is signed (docs/reference/api.md).",
)  # fmt: skip


@api.post(
    "sync/disabled",
    response={200: replies.DisabledReply, **REFUSALS},
    exclude_unset=True,
    url_name="disabled",
    operation_id="disabled",
)
def disabled(request: HttpRequest, body: DisabledRequest = Body(...)) -> dict[str, Any]:
    """Say whether one person holds a certificate in force: yes, no, or unknown."""
    told = ask(request, PartnerCall.DISABLED, body, [body.message.disabled_criteria])
    item = replies.status_item(body.header.message_id, told[0], clock.present())
    return _reply(request, body, {"disabled_response": [item]})


@api.post(
    "sync/get-disability-status",
    response={200: replies.DisabledReply, **REFUSALS},
    exclude_unset=True,
    url_name="status",
    operation_id="status",
)
def get_disability_status(request: HttpRequest, body: DisabledRequest = Body(...)) -> dict[str, Any]:
    """Do the same as sync/disabled, under the other name the standard has for it."""
    return disabled(request, body)


@api.post(
    "sync/get-disability-details",
    response={200: replies.SearchReply, **REFUSALS},
    exclude_unset=True,
    url_name="details",
    operation_id="details",
)
def get_disability_details(request: HttpRequest, body: DisabledRequest = Body(...)) -> dict[str, Any]:
    """Give the contracted details of one person's certificate in force."""
    told = ask(request, PartnerCall.DETAILS, body, [body.message.disabled_criteria])
    return _reply(
        request, body, {"search_response": [replies.found_item(body.header.message_id, told[0], clock.present())]}
    )


@api.post(
    "sync/search",
    response={200: replies.SearchReply, **REFUSALS},
    exclude_unset=True,
    url_name="search",
    operation_id="search",
)
def search(request: HttpRequest, body: SearchRequest = Body(...)) -> dict[str, Any]:
    """Give the contracted fields of up to fifty persons, each by the whole identity number."""
    at, items = clock.present(), body.message.search_request
    first = {item.reference_id: item for item in reversed(items)}
    asked = [item.search_criteria for item in items if first[item.reference_id] is item]
    told = iter(ask(request, PartnerCall.SEARCH, body, asked, len(items)))
    answers = []
    for item in items:
        page = item.search_criteria.pagination
        size, number = (page.page_size, page.page_number) if page else (1, 1)
        if first[item.reference_id] is item:
            answers.append(replies.found_item(item.reference_id, next(told), at, size, number))
        else:
            answers.append(replies.refused_item(item.reference_id, "rjct.reference_id.duplicate", at))
    return _reply(request, body, {"search_response": answers})


def ask(
    request: HttpRequest, call: str, body: DisabledRequest | SearchRequest,
    criteria: list[DisabledCriteria] | list[SearchCriteria], count: int = 1,
) -> list[Told | None]:  # fmt: skip
    """
    Tell of the persons of a message what the sender's contract for its purpose gives.

    :raises Refused: the count is wrong, no contract names the call for the purpose, or its numbers are used up.
    """
    if int(body.header.total_count) != count:
        raise Refused(400, "rjct.total_count.invalid")
    purposes = {one.authorize.purpose.code for one in criteria}
    if len(purposes) != 1:
        raise Refused(400, "rjct.search_criteria.invalid")
    now = clock.now()
    contract = partners.contract_for(request.partner, purposes.pop(), call, now.date())
    if contract is None:
        raise Refused(403, "err.request.forbidden")
    source = str(request.META.get("REMOTE_ADDR", ""))
    asked = Asked(contract=contract, call=call, message=request.partner_message, source=source, at=now)
    try:
        return partners.answer(asked, [one.query.value for one in criteria])
    except TooMuch as why:
        raise Refused(429, "err.request.too_many_requests", wait=int(why.wait.total_seconds()) + 1) from why


def _reply(request: HttpRequest, body: DisabledRequest | SearchRequest, message: dict[str, Any]) -> dict[str, Any]:
    count = sum(map(len, message.values()))
    header = {
        "version": "1.0.0", "message_id": str(new_id()), "message_ts": replies.moment(clock.present()), "action": "on-search",
        "status": "succ", "total_count": count, "completed_count": count, "sender_id": own_id(),
        "receiver_id": request.partner.code,
    }  # fmt: skip
    named = {"transaction_id": body.message.transaction_id, "correlation_id": str(new_id())}
    return {"signature": "", "header": header, "message": {**named, **message}}


@api.exception_handler(Refused)
def refused(request: HttpRequest, why: Refused) -> HttpResponse:
    """Say why, in the standard's form."""
    answer = api.create_response(request, why.body, status=why.status)
    if why.wait is not None:
        answer.headers["Retry-After"] = str(why.wait)
    return answer


@api.exception_handler(ValidationError)
def not_as_described(request: HttpRequest, why: ValidationError) -> HttpResponse:
    """Name the place that is wrong, by names of ours only: never what was sent."""
    return refused(request, Refused(400, "err.request.bad", _place(why.errors[0]["loc"])))


@api.exception_handler(Exception)
def failed(request: HttpRequest, why: Exception) -> HttpResponse:
    """Tell the department nothing but that it failed; the log has the rest."""
    log.error("interface: %s", type(why).__name__, exc_info=why)
    return refused(request, Refused(500, "err.service.unavailable"))


def _place(where: tuple[Any, ...]) -> str:
    return ".".join(str(one) if isinstance(one, int) or OURS.fullmatch(one) else "?" for one in where[2:])
