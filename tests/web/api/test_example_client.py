"""The example client of the documents asks over a real connection; the documents say what the code does."""

import io
import json
import re

import pytest
from tests.web.api.asking import PURPOSE, RECEIVER, ROOT, Department, example

from chuntian.exchange.enums import PartnerField
from chuntian.web.api.refusals import MESSAGES
from chuntian.web.api.replies import STATES


def test_the_example_makes_a_key_asks_and_is_refused_as_the_guide_says(
    live_server, asked, tmp_path, monkeypatch, capsys
):
    file = tmp_path / "office.key"
    assert example.main(["key", str(file)]) == 0
    printed = capsys.readouterr().out.strip()
    assert file.stat().st_mode & 0o077 == 0
    key = example.Ed25519PrivateKey.from_private_bytes(example.base64.b64decode(file.read_bytes()))
    other = Department(code="health-board", key=key)
    assert other.partner_key.public_key == printed
    said = [
        "ask", "--register", live_server.url, "--receiver", RECEIVER, "--sender", "health-board", "--key-id", "first",
        "--key", str(file), "--purpose", PURPOSE, "--call",
    ]  # fmt: skip

    monkeypatch.setattr("sys.stdin", io.StringIO(asked.number("有证")))
    assert example.main([*said, "disabled"]) == 0
    assert json.loads(capsys.readouterr().out)["disabled_response"][0]["disabled_status"] == "yes"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{asked.number('过期')}\n{asked.stranger}\n"))
    assert example.main([*said, "search"]) == 0
    found = json.loads(capsys.readouterr().out)["search_response"]
    assert [item["pagination"]["total_count"] for item in found] == [1, 0]
    monkeypatch.setattr("sys.stdin", io.StringIO("5"))
    assert example.main([*said, "disabled"]) == 1
    assert "err.request.bad" in capsys.readouterr().err


def test_the_example_sends_nothing_in_the_clear(capsys):
    said = {
        "receiver": "a",
        "sender": "b",
        "key-id": "c",
        "key": "d",
        "purpose": "e",
        "register": "http://register.example",
    }

    with pytest.raises(SystemExit):
        example.main(["ask", *(part for name, value in said.items() for part in (f"--{name}", value))])
    assert "https only" in capsys.readouterr().err


def test_the_committed_document_is_the_one_that_is_served(client, db, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    import make_api

    committed = make_api.PAGE.read_text(encoding="utf-8")
    assert committed == make_api.page(), "run tools/make_api.py"
    assert json.loads(committed) == client.get("/spdci/dr/v1.0.0/openapi.json").json()


def test_the_reference_names_every_code_field_and_state():
    page = (ROOT / "docs/reference/api.md").read_text(encoding="utf-8")

    for word in [*MESSAGES, *PartnerField.values, *(state.removeprefix("cn:") for state in STATES.values())]:
        assert f"`{word}`" in page or word == "err.request.not_found", word
    assert not re.findall(r"[1-9][0-9]{16}[0-9X]", page)
