"""What browsers report against the content policy is taken, kept without anything personal, and cannot fill the disk."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chuntian.accounts.enums import Role
from chuntian.web import security_log

pytestmark = pytest.mark.django_db
REPORT = {
    "csp-report": {
        "document-uri": "https://desk.test/people/4711/facts/?q=马春花", "violated-directive": "script-src 'self'",
        "blocked-uri": "https://evil.test/steal.js?id=620199190001010116", "script-sample": "马春花", "referrer": "https://desk.test/people/",
    }
}  # fmt: skip


@pytest.fixture
def log(settings, tmp_path):
    settings.SECURITY_LOG_FOLDER = tmp_path / "logs"
    fresh()

    def lines() -> list[dict]:
        files = sorted(settings.SECURITY_LOG_FOLDER.glob("*.jsonl"))
        return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]

    return lines


def fresh() -> None:
    """Let the count of the minute begin anew."""
    for handler in security_log.log.handlers:
        handler._minute = ""
        handler._left_out = 0


def send(body, content_type="application/csp-report", **head):
    text = body if isinstance(body, str) else json.dumps(body)
    return Client(enforce_csrf_checks=True).post("/reports/policy/", text, content_type=content_type, **head)


def test_a_report_is_taken_without_a_token_and_kept_without_what_is_personal(log):
    answer = send(REPORT)

    [line] = log()
    assert (answer.status_code, answer.content) == (204, b"")
    assert (line["kind"], line["directive"], line["blocked"], line["page"]) == (
        "policy.report",
        "script-src",
        "evil.test",
        "desk:person-facts",
    )
    assert not any(word in json.dumps(line, ensure_ascii=False) for word in ("马春花", "4711", "steal", "620199"))


def test_the_newer_form_is_taken_too(log):
    body = {"documentURL": "https://desk.test/sign-in/", "effectiveDirective": "style-src-elem", "blockedURL": "inline"}
    send([{"type": "csp-violation", "body": body}] * 20, "application/reports+json")

    assert [line["blocked"] for line in log()] == ["inline"] * 10


@pytest.mark.parametrize(
    "body",
    ["", "no json", "[" * 9000, "[1, null, {}]", '{"csp-report": 3}', '{"csp-report": {"blocked-uri": "http://[x"}}'],
)
def test_nonsense_gets_the_same_answer(log, body):
    assert send(body).status_code == 204


def test_what_is_long_or_of_another_kind_is_dropped(log):
    assert send({"csp-report": {"x": "y" * 20_000}}).status_code == 204
    assert send(REPORT, "text/plain").status_code == 204
    assert log() == []


def test_a_flood_writes_so_many_lines_a_minute_and_says_how_many_it_left_out(log, monkeypatch):
    monkeypatch.setattr(security_log, "LINES_A_MINUTE", 5)
    for _ in range(12):
        send(REPORT)
    assert len(log()) == 5

    for handler in security_log.log.handlers:
        handler._minute = "an earlier one"
    send(REPORT)

    assert log()[5]["kind"] == "log.left_out"
    assert log()[5]["lines"] == 7


def test_every_page_names_the_receiver_and_it_is_one_of_ours():
    headers = Client().get("/sign-in/").headers

    assert headers["Reporting-Endpoints"] == 'policy="/reports/policy/"'
    assert "report-to policy" in headers["Content-Security-Policy"]
    assert Client().get("/reports/policy/").status_code == 405


@pytest.mark.django_db
def test_whoever_is_signed_in_is_nothing_to_it_and_no_table_is_asked(log, client, staff):
    client.force_login(staff(Role.COUNTY_CLERK))

    with CaptureQueriesContext(connection) as asked:
        answer = client.post("/reports/policy/", json.dumps({"csp-report": {}}), content_type="application/csp-report")

    assert answer.status_code == 204
    assert not [one["sql"] for one in asked if "FROM" in one["sql"]]
