"""Messages of the outbox: each effect once, whatever breaks; what is stuck shows its reason."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chuntian.kernel.outgoing import Allowed, Answer
from chuntian.trail.dispatch import Refused, Unclear, alarming, dispatch, doubt_waiting_messages, only_worker
from chuntian.trail.models import Message
from chuntian.trail.operations import put_in_outbox
from chuntian.upkeep.carriers import AddressCarrier, FolderCarrier

pytestmark = pytest.mark.django_db
AT = datetime(2024, 3, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


class Receiver:
    """A carrier with a receiver behind it that takes whatever it is sent as new."""

    def __init__(self):
        self.got, self.fails = [], {}

    def send(self, message):
        why = self.fails.get(message.key)
        if isinstance(why, Refused):
            raise why
        if why != "lost":
            self.got.append(message.key)
        if why:
            raise Unclear("time-out") if why in ("late", "lost") else why
        return "taken"

    def has(self, message):
        return message.key in self.got


class Clock:
    def __init__(self):
        self.now = AT

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def send(receiver, clock):
    def once(minutes=0):
        clock.now += timedelta(minutes=minutes)
        return dispatch(carrier=receiver, clock=clock)

    return once


def put(*keys):
    for key in keys:
        put_in_outbox(topic="case.approve", key=key, payload={"case": 1}, at=AT)


def states():
    return dict(Message.objects.values_list("key", "state"))


def test_what_waits_is_sent_once(receiver, send):
    put("a", "b")

    first, again = send(), send()

    assert (first.sent, again.sent) == (2, 0)
    assert receiver.got == ["a", "b"]
    assert states() == {"a": "sent", "b": "sent"}


def test_after_a_time_out_the_receiver_is_asked_and_what_arrived_is_not_sent_again(receiver, send):
    put("a")
    receiver.fails = {"a": "late"}

    assert send().unclear == 1
    assert states() == {"a": "unknown"}
    assert send().sent == 0  # too early to believe a "no"
    assert send(1).found == 1
    assert receiver.got == ["a"]


def test_after_a_time_out_what_did_not_arrive_is_sent_again(receiver, send):
    put("a")
    receiver.fails = {"a": "lost"}
    send()
    receiver.fails = {}

    assert send(1).sent == 1
    assert receiver.got == ["a"]


def test_a_worker_that_dies_while_sending_leaves_the_outcome_unknown(receiver, send):
    put("a")
    receiver.fails = {"a": KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        send()
    receiver.fails = {}

    assert states() == {"a": "unknown"}
    assert send(1).found == 1
    assert receiver.got == ["a"]


def test_a_poisonous_message_holds_nothing_up_keeps_its_reason_and_alarms(receiver, send, clock):
    put("a", "poison", "z")
    receiver.fails = {"poison": Refused("422 no such case")}

    send()

    assert receiver.got == ["a", "z"]
    [alarm] = alarming(clock.now)
    assert (alarm.key, alarm.state, alarm.answer) == ("poison", "failed", "422 no such case")
    assert send(0.5).refused == 0
    assert send(1).refused == 1
    for _ in range(30):
        send(60)
    tries = Message.objects.get(key="poison").tries
    receiver.fails = {}
    assert send(60).sent == 1
    assert tries < 150
    assert not alarming(clock.now)


def test_a_message_refused_for_a_week_waits_for_a_person(receiver, send):
    put("poison")
    receiver.fails = {"poison": Refused("no")}
    send()

    assert send(8 * 24 * 60).refused == 0
    assert states() == {"poison": "failed"}


def test_what_waits_over_five_minutes_alarms():
    put("a")

    assert not alarming(AT + timedelta(minutes=5))
    assert alarming(AT + timedelta(minutes=5, seconds=1))


def test_a_day_without_the_receiver_loses_nothing(receiver, send):
    put("a", "b")
    receiver.fails = {"a": Refused("not reached"), "b": Refused("not reached")}
    for _ in range(48):
        send(30)
    receiver.fails = {}

    send(60)

    assert sorted(receiver.got) == ["a", "b"]


def test_after_a_restore_every_waiting_message_asks_first(receiver, send):
    put("gone", "waits")
    receiver.got = ["gone"]

    assert doubt_waiting_messages(at=AT, answer="restored") == 2
    send(1)

    assert receiver.got == ["gone", "waits"]


def test_the_folder_carrier_writes_each_message_once_without_personal_data(tmp_path, clock):
    put("case:1:1")

    for _ in range(2):
        dispatch(carrier=FolderCarrier(tmp_path), clock=clock)

    [path] = tmp_path.rglob("*.json")
    assert path.name == "case%3A1%3A1.json"
    assert json.loads(path.read_text())["payload"] == {"case": 1}
    assert FolderCarrier(tmp_path).has(Message.objects.get())


def test_a_full_or_forbidden_folder_is_a_refusal_with_its_reason(tmp_path, clock):
    put("a")
    (tmp_path / "file").write_text("")

    done = dispatch(carrier=FolderCarrier(tmp_path / "file"), clock=clock)

    assert done.refused == 1
    assert "写不进" in Message.objects.get().answer


def test_an_address_that_nobody_listens_at_certainly_took_nothing(clock):
    put("a")

    done = dispatch(carrier=AddressCarrier("http://127.0.0.1:9", Allowed.of("127.0.0.1")), clock=clock)

    assert done.refused == 1
    assert "连不上" in Message.objects.get().answer


def test_an_address_that_is_not_on_the_list_is_sent_nothing_and_says_why(clock):
    put("a")

    done = dispatch(carrier=AddressCarrier("http://127.0.0.1:9", Allowed()), clock=clock)

    assert done.refused == 1
    assert "CHUNTIAN_OUTGOING" in Message.objects.get().answer


@pytest.mark.parametrize(("status", "state"), [(204, "sent"), (302, "failed"), (404, "failed"), (503, "unknown")])
def test_what_an_address_answers_decides_what_is_known(clock, monkeypatch, status, state):
    put("a")
    monkeypatch.setattr("chuntian.upkeep.carriers.call", lambda *words, **more: Answer(status, "so", b"moved"))

    dispatch(carrier=AddressCarrier("http://127.0.0.1:9", Allowed()), clock=clock)

    assert Message.objects.get().state == state


def test_two_workers_do_not_send_side_by_side(tmp_path):
    with only_worker(tmp_path) as first, only_worker(tmp_path) as second:
        assert (first, second) == (True, False)
    with only_worker(tmp_path) as third:
        assert third
