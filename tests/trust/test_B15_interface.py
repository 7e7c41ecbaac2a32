"""B15: schemathesis against the running interface: no 5xx, no status or answer but the described, none without a signature."""

import json
from collections import Counter
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from tests.web.api.asking import CALLS, PURPOSE, RECEIVER, example
from tests.web.api.fixtures import asked  # noqa: F401

from chuntian.trail.models import Entry
from chuntian.web.api.document import document

NAMES = ("disabled", "get-disability-status", "get-disability-details", "search")
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, unsupported_method,
]  # fmt: skip
UNSIGNED = {400, 401, 413, 415}
MODES = {"right": GenerationMode.POSITIVE, "wrong": GenerationMode.NEGATIVE}
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(autouse=True)
def _one_connection():
    """Keep the test's own connection through each request, as Django's test client does: PostgreSQL's would be closed."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def bounds(examples: int, found: bool = False) -> settings:
    unhurried = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    return settings(
        max_examples=examples, deadline=None, database=None, derandomize=not found, suppress_health_check=unhurried,
        phases=[Phase.generate],  # a case that fails is told whole: making it smaller takes minutes
    )  # fmt: skip


def operations() -> dict[str, Any]:
    """Give the operations of the document that is served, each with the running application behind it."""
    schema = schemathesis.openapi.from_wsgi("/spdci/dr/v1.0.0/openapi.json", WSGIHandler())
    found = [one.ok() for one in schema.get_all_operations()]
    return {one.path.removeprefix(CALLS): one for one in found}


def described(call: str) -> jsonschema_rs.Validator:
    """Give the document's own word on what a body may be, read by another library than the one that reads bodies."""
    said = document()["paths"][CALLS + call]["post"]["requestBody"]["content"]["application/json"]["schema"]
    whole = {**said, "components": document()["components"]}
    return jsonschema_rs.validator_for(whole, validate_formats=True)


def as_sent(asked, body: Any, luck: st.DataObject, call: str) -> Any:  # noqa: F811
    """Let a generated body come from the department, now, about someone there is, and sign what it became."""
    body = whole(body)
    if not isinstance(body, dict) or not isinstance(body.get("header"), dict) or "message" not in body:
        return body
    header = {**body["header"], "sender_id": "civil-affairs", "receiver_id": RECEIVER, "message_ts": example.now()}
    if isinstance(header.get("message_id"), str) and 0 < len(header["message_id"]) < 60:
        header["message_id"] += example.uuid.uuid4().hex
    body = {**body, "header": header}
    if luck.draw(st.booleans()):
        _about_someone(asked, body, luck)
    try:
        return {**body, "signature": asked.signed_again(call, body)["signature"]}
    except (ValueError, RecursionError):
        return body


def whole(said: Any) -> Any:
    """Write 46.0 as 46: JSON Schema calls both whole numbers; what is signed has one form (docs/reference/api.md)."""
    if isinstance(said, dict):
        return {name: whole(value) for name, value in said.items()}
    if isinstance(said, list):
        return [whole(value) for value in said]
    return int(said) if isinstance(said, float) and said.is_integer() else said


def _about_someone(asked, body: dict[str, Any], luck: st.DataObject) -> None:  # noqa: F811
    message = body["message"]
    if not isinstance(message, dict):
        return
    items = message.get("search_request", [])
    criteria = [one.get("search_criteria") for one in items if isinstance(one, dict)] if isinstance(items, list) else []
    for one in [message.get("disabled_criteria"), *criteria]:
        if isinstance(one, dict) and isinstance(one.get("query"), dict) and isinstance(one.get("authorize"), dict):
            one["query"]["value"] = luck.draw(
                st.sampled_from([asked.number("有证"), asked.number("已故"), asked.stranger])
            )
            one["authorize"]["purpose"] = {"code": PURPOSE}
    if isinstance(items, list) and items:
        body["header"]["total_count"] = len(items)
    elif isinstance(message.get("disabled_criteria"), dict):
        body["header"]["total_count"] = 1


def fuzz(asked, call: str, mode: str, examples: int, found: bool = False) -> Counter:  # noqa: F811
    """Send many; gives how often which status came."""
    operation, allowed, statuses = operations()[call], described(call), Counter()
    asked.department.contract_for(hourly=10**6, daily=10**6)

    @bounds(examples, found)
    @given(operation.as_strategy(MODES[mode]), st.data())
    def send(case: Any, luck: st.DataObject) -> None:
        case.body = as_sent(asked, case.body, luck, call)
        answer = case.call()
        case.validate_response(answer, checks=CHECKS)
        statuses[answer.status_code] += 1
        fits = _is_valid(allowed, case.body)
        codes = {one["code"] for one in answer.json().get("errors", [])} if answer.content else set()
        assert fits or answer.status_code != 200, "answered what the document does not describe"
        assert not fits or "err.request.bad" not in codes, (
            f"refused what the document describes: {answer.text} {json.dumps(case.body)}"
        )

    send()
    return statuses


def _is_valid(allowed: jsonschema_rs.Validator, body: Any) -> bool:
    try:
        return allowed.is_valid(json.loads(json.dumps(body)))
    except (ValueError, TypeError, RecursionError):
        return False


def test_B15_the_document_describes_these_calls_and_each_status():
    paths = json.loads(json.dumps(document()))["paths"]

    assert set(paths) == {CALLS + name for name in NAMES}
    assert document()["openapi"].startswith("3.1")
    for path in paths.values():
        assert {"200", "400", "401", "403", "409", "413", "415", "429", "500"} == set(path["post"]["responses"])


@pytest.mark.parametrize("call", NAMES)
def test_B15_signed_and_right_it_is_answered_as_described(asked, call):  # noqa: F811
    assert fuzz(asked, call, "right", 12)[200] > 0


@pytest.mark.parametrize("call", NAMES)
def test_B15_signed_and_wrong_it_is_refused_as_described(asked, call):  # noqa: F811
    assert fuzz(asked, call, "wrong", 12)[400] > 0


@pytest.mark.parametrize("call", NAMES)
def test_B15_without_a_signature_that_holds_nothing_is_told(asked, call):  # noqa: F811
    before = Entry.objects.count()

    assert set(without_signature(asked, call, 12)) <= UNSIGNED
    assert Entry.objects.count() == before


def without_signature(asked, call: str, examples: int, found: bool = False) -> Counter:  # noqa: F811
    operation, statuses = operations()[call], Counter()

    @bounds(examples, found)
    @given(st.one_of(*map(operation.as_strategy, MODES.values())))
    def send(case: Any) -> None:
        answer = case.call()
        case.validate_response(answer, checks=CHECKS)
        statuses[answer.status_code] += 1

    send()
    assert sum(statuses.values()) > 0
    return statuses


@pytest.mark.slow
@pytest.mark.parametrize("call", NAMES)
def test_B15_three_hundred_cases_of_each(asked, call):  # noqa: F811
    right, wrong = fuzz(asked, call, "right", 100, True), fuzz(asked, call, "wrong", 100, True)
    before = Entry.objects.count()
    assert set(without_signature(asked, call, 100, True)) <= UNSIGNED
    assert Entry.objects.count() == before

    print(call, "right", dict(right), "wrong", dict(wrong))
    assert right[200] > 10
    assert wrong[400] > 30
