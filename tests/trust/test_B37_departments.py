"""B37: a department's message is refused when anything about it is not as signed; it gets the contracted fields only."""

import copy
import json
import re
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, IntegrityError, transaction
from tests.web.api.asking import CALLS, ROOT, Department, example, public, send
from tests.web.api.fixtures import NOW, asked  # noqa: F401

from chuntian.exchange.models import PartnerMessage
from chuntian.exchange.operations.partners import accept_message, ask_key, grant, withdraw
from chuntian.web import clock
from chuntian.web.api import door
from chuntian.web.api.messages import NotStrict, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(asked):  # noqa: F811
    """A message that would be answered."""
    return asked.department.envelope("disabled", asked.number("有证"))


def refusal(said, call="disabled", **more) -> tuple[int, str]:
    answer = send(call, said, **more)
    return answer.status_code, answer.json()["errors"][0]["code"] if answer.status_code != 200 else ""


def leaves(value, where=()):
    """Give the place of everything in an object, the object's own members included."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield (*where, name)
            yield from leaves(inner, (*where, name))


def at(said, where):
    for name in where:
        said = said[name]
    return said


BAD = (401, "err.signature.invalid")
PLACES = [
    where
    for where in leaves({"header": {}, "message": {}} | example.envelope("disabled", example.message_for("disabled", ["6"], "p"), sender="a", receiver="b", key_id="c", key=Ed25519PrivateKey.generate()))
    if len(where) > 1
]  # fmt: skip


def test_B37_as_sent_it_is_answered_once_and_never_again(said):
    assert refusal(said) == (200, "")
    assert refusal(said) == (409, "rjct.message_id.duplicate")


def test_B37_the_same_id_under_a_new_signature_is_refused_for_ever(asked, said, monkeypatch):  # noqa: F811
    send("disabled", said)
    monkeypatch.setattr(clock, "present", lambda real=clock.present: real() + timedelta(days=400))
    monkeypatch.setattr(example.time, "time", lambda: clock.present().timestamp())
    monkeypatch.setattr(example, "now", lambda: clock.present().isoformat())
    later = asked.department.envelope("disabled", asked.number("有证"))
    assert refusal(later) == (200, "")
    later["header"]["message_id"] = said["header"]["message_id"]

    again = asked.signed_again("disabled", later)

    assert refusal(again) == (409, "rjct.message_id.duplicate")


def test_B37_an_id_is_noted_only_for_who_signed_and_in_no_clear_form(asked, said):  # noqa: F811
    said["header"]["message_id"] = asked.number("有证")
    assert refusal(said) == BAD
    assert not PartnerMessage.objects.exists()

    assert refusal(asked.signed_again("disabled", said)) == (200, "")

    noted = PartnerMessage.objects.get()
    assert asked.number("有证") not in str(vars(noted))
    for change in (
        lambda: PartnerMessage.objects.update(digest="x"),
        lambda: PartnerMessage.objects.all()._raw_delete(PartnerMessage.objects.db),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_B37_the_database_refuses_the_second_of_two_at_once(asked):  # noqa: F811
    accept_message(partner=asked.department.partner, message_id="one", at=NOW)
    kept = PartnerMessage.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerMessage.objects.create(partner=kept.partner, digest=kept.digest, received_at=NOW)


@pytest.mark.parametrize("where", PLACES, ids=[".".join(one) for one in PLACES])
def test_B37_stripped_changed_or_extended_anywhere_it_is_refused(said, where):
    stripped, changed, extended = copy.deepcopy(said), copy.deepcopy(said), copy.deepcopy(said)
    del at(stripped, where[:-1])[where[-1]]
    at(changed, where[:-1])[where[-1]] = "2" if at(said, where) != "2" else "3"
    at(extended, where[:-1])["meta" if where[0] == "header" else "extra"] = {}

    assert [refusal(one) for one in (stripped, changed, extended)] == [BAD] * 3
    assert not PartnerMessage.objects.exists()


def test_B37_signed_or_not_what_the_document_does_not_name_is_refused(asked, said):  # noqa: F811
    for where in {where[:-1] for where in PLACES}:
        extended = copy.deepcopy(said)
        at(extended, where)["for_later"] = "1"
        extended["header"]["message_id"] = "-".join(where)
        assert refusal(asked.signed_again("disabled", extended)) == (400, "err.request.bad"), where
    assert refusal({**said, "more": 1}) == (400, "err.request.bad")


def test_B37_a_message_for_one_call_is_not_taken_by_another(said):
    assert refusal(said, "get-disability-details") == BAD
    assert refusal(said, "get-disability-status") == BAD
    assert refusal(said, "disabled?more=1") == (400, "err.request.bad")
    assert refusal(said) == (200, "")


@pytest.mark.parametrize("algorithm", ["none", "None", "", "HS256", "sm2-with-sm3", "ed448"])
def test_B37_no_other_algorithm_passes(said, algorithm):
    written = said["signature"].replace("ed25519", algorithm)
    assert refusal({**said, "signature": written}) == BAD
    empty = written.rsplit('signature="', 1)[0] + 'signature=""'
    assert refusal({**said, "signature": empty}) == BAD


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('namespace="spdci", ', ""),
        lambda text: text + ', headers="(created)"',
        lambda text: text.replace("(request-target) ", ""),
        lambda text: text.replace('headers="(request-target) (created) (expires) digest"', 'headers=""'),
        lambda text: text.replace("|first|", "|no-such-key|"),
        lambda text: text.replace("civil-affairs|", "no-such-sender|"),
        lambda text: text + " and more",
        lambda text: "x" * 1001,
        lambda text: text.replace('created="', 'created="٣'),
    ],
)
def test_B37_a_signature_of_another_form_is_refused(said, change):
    assert refusal({**said, "signature": change(said["signature"])}) == BAD


def test_B37_without_a_signature_nothing_is_told(said):
    assert refusal({**said, "signature": ""}) == (401, "err.signature.missing")
    assert refusal({"header": said["header"], "message": said["message"]}) == (401, "err.signature.missing")
    assert refusal({**said, "signature": 5}) == (401, "err.signature.missing")
    assert refusal({"signature": said["signature"]}) == BAD


def test_B37_a_withdrawn_key_stops_with_the_next_message(asked):  # noqa: F811
    department = asked.department
    assert refusal(department.envelope("disabled", asked.number("有证"))) == (200, "")

    withdraw(given=department.partner_key, by=department.guard, at=NOW, why="私钥可能外泄")

    assert refusal(department.envelope("disabled", asked.number("有证"))) == BAD


def test_B37_a_withdrawn_department_or_contract_stops_with_the_next_message(asked):  # noqa: F811
    department = asked.department
    withdraw(given=department.contract, by=department.admin, at=NOW, why="用途已结束")
    assert refusal(department.envelope("disabled", asked.number("有证"))) == (403, "err.request.forbidden")
    department.contract_for()
    assert refusal(department.envelope("disabled", asked.number("有证"))) == (200, "")

    withdraw(given=department.partner, by=department.guard, at=NOW, why="机构撤并")

    assert refusal(department.envelope("disabled", asked.number("有证"))) == BAD


def test_B37_an_old_key_an_early_one_and_one_nobody_granted_are_refused(asked):  # noqa: F811
    department, key = asked.department, Ed25519PrivateKey.generate()
    days = {"start": NOW.date(), "end": NOW.date()}
    asking = ask_key(partner=department.partner, key_id="second", public_key=public(key), by=department.admin, at=NOW, **days)  # fmt: skip
    ask = lambda: refusal(department.envelope("disabled", asked.number("有证"), key_id="second", key=key))  # noqa: E731
    assert ask() == BAD

    granted = grant(given=asking, by=department.guard, at=NOW)
    assert ask() == (200, "")

    for first, last in ((-30, -1), (1, 30)):
        granted.valid_from, granted.valid_to = NOW.date() + timedelta(first), NOW.date() + timedelta(last)
        granted.save(update_fields=["valid_from", "valid_to"])
        assert ask() == BAD


def test_B37_one_department_cannot_sign_for_another(asked):  # noqa: F811
    other = Department(code="health-board")
    said = other.envelope("disabled", asked.number("有证"), sender="civil-affairs", key=other.key)
    assert refusal(said) == BAD
    said["signature"] = said["signature"].replace("civil-affairs|", "health-board|")
    assert refusal(said) == BAD


@pytest.fixture
def still(monkeypatch):
    """Hold our clock still, and give a way to move it: a busy machine must not change what is too late."""
    moment = clock.present().replace(microsecond=0)
    monkeypatch.setattr(example.time, "time", moment.timestamp)
    monkeypatch.setattr(example, "now", moment.isoformat)
    move = lambda seconds: monkeypatch.setattr(clock, "present", lambda: moment + timedelta(seconds=seconds))  # noqa: E731
    move(0)
    return move


@pytest.mark.parametrize(("seconds", "taken"), [(-300, True), (300, True), (-301, False), (301, False)])
def test_B37_five_minutes_of_skew_are_the_end(asked, still, seconds, taken):  # noqa: F811
    said = asked.department.envelope("disabled", asked.number("有证"))
    still(seconds)

    assert (refusal(said)[0] == 200) == taken


def test_B37_what_says_another_time_than_its_signature_is_refused(asked, said):  # noqa: F811
    said["header"]["message_ts"] = (clock.present() - timedelta(minutes=6)).isoformat()
    assert refusal(asked.signed_again("disabled", said)) == (400, "rjct.message_ts.invalid")


@pytest.mark.parametrize(("created", "expires"), [(0, -1), (-301, 300), (301, 600)], ids=["over", "old", "early"])
def test_B37_a_signature_of_another_time_is_refused_though_its_message_is_of_now(asked, still, created, expires):  # noqa: F811
    said = asked.department.envelope("disabled", asked.number("有证"))
    now = int(clock.present().timestamp())
    text = example.signed_text(said, f"{CALLS}disabled", now + created, now + expires)
    value = example.base64.b64encode(asked.department.key.sign(text)).decode()
    parts = {"created": now + created, "expires": now + expires, "signature": value}
    written = said["signature"]
    for name, part in parts.items():
        written = re.sub(f'{name}="[^"]*"', lambda _, name=name, part=part: f'{name}="{part}"', written)

    assert refusal({**said, "signature": written}) == BAD


def test_B37_a_body_too_large_is_not_read(asked, said, monkeypatch):  # noqa: F811
    monkeypatch.setattr(door, "read", lambda raw: pytest.fail("read"))
    said["header"]["meta"] = {"x": "y" * door.MOST_BYTES}

    assert refusal(said) == (413, "err.request.bad")


@pytest.mark.parametrize(
    "raw",
    [
        b" ", b"[]", b"null", b"{", b'{"a":1,"a":1}', b'{"a":{"b":1,"b":2}}', b'{"a":1.5}', b'{"a":NaN}', b'{"a":1e9}',
        b'{"a":-Infinity}', b"\xef\xbb\xbf{}", '{"a":"b"}'.encode("utf-16"), b'{"a":"\xff"}', b'{"a":"\\ud800"}',
        b'{"a":' * 5000 + b"1" + b"}" * 5000, b'{"a":' + b"9" * 5000 + b"}", b"{'a':1}",
    ],
    ids=lambda raw: raw[:12].decode(errors="replace"),
)  # fmt: skip
def test_B37_what_could_be_read_in_two_ways_is_not_read(asked, raw):  # noqa: F811
    with pytest.raises(NotStrict):
        read(raw)
    assert refusal(raw) == (400, "err.request.bad")


def test_B37_a_member_named_twice_is_refused_though_the_last_one_was_signed(said):
    text = json.dumps(said)
    doubled = text.replace('"total_count": 1', '"total_count": 2, "total_count": 1')
    assert doubled != text
    assert refusal(doubled.encode()) == (400, "err.request.bad")


def test_B37_a_reply_that_was_changed_does_not_hold(asked, client):  # noqa: F811
    keys = client.get("/.well-known/jwks.json").json()
    reply = send("disabled", asked.department.envelope("disabled", asked.number("过期"))).json()
    assert example.verified(reply, f"{CALLS}disabled", keys)

    reply["message"]["disabled_response"][0]["disabled_status"] = "yes"

    with pytest.raises(Exception):  # noqa: B017
        example.verified(reply, f"{CALLS}disabled", keys)


def test_B37_plain_http_is_refused_and_not_led_on(said, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^spdci/dr/v1\.0\.0/registry/"]
    production = (ROOT / "src/chuntian/config/settings/production.py").read_text(encoding="utf-8")
    assert f'SECURE_REDIRECT_EXEMPT = [r"{settings.SECURE_REDIRECT_EXEMPT[0]}"]' in production

    assert refusal(said) == (400, "err.request.bad")
    assert not PartnerMessage.objects.exists()
    assert refusal(said, secure=True) == (200, "")
