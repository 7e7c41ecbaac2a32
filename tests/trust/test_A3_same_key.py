"""A3: the same key and body, the same answer; another body, a refusal; fifty at once, one of them does it; for ever."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests.faults.once import once

from chuntian.trail.models import Message
from chuntian.trail.operations import KeyUsedAgain, move_message, put_in_outbox

START = datetime(2024, 3, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
KEYS, BODIES = some.sampled_from(["case:1", "case:2", "bank:9"]), some.sampled_from([{}, {"a": 1}, {"a": "1"}])


def test_A3_fifty_at_once_are_one():
    found = once(50)

    assert found["faults"] == []
    assert found["hands"] == 50
    assert len(found["took_s"]) == 10


class Keys(RuleBasedStateMachine):
    """Whatever is asked under a key, after however long and however far the message has come: the first body stands."""

    def __init__(self) -> None:
        super().__init__()
        Message.objects.all().delete()
        self.first: dict[str, tuple] = {}
        self.now = START

    @rule(key=KEYS, topic=some.sampled_from(["letter", "bank"]), body=BODIES)
    def ask(self, key, topic, body):
        known = self.first.get(key)
        if known is not None and known[1:3] != (topic, body):
            with pytest.raises(KeyUsedAgain):
                put_in_outbox(topic=topic, key=key, payload=body, at=self.now)
            return
        message = put_in_outbox(topic=topic, key=key, payload=body, at=self.now)
        assert (message.pk, topic, body, message.made_at) == self.first.setdefault(
            key, (message.pk, topic, body, self.now)
        )

    @rule(days=some.integers(-400, 4000))
    def time_passes(self, days):
        self.now += timedelta(days=days)
        self.now = max(self.now, START)

    @rule(key=KEYS)
    def it_is_sent(self, key):
        for message in Message.objects.filter(key=key, state="pending"):
            move_message(message=message, state="sent", at=self.now)

    @invariant()
    def each_key_is_there_once(self):
        assert sorted(Message.objects.values_list("key", flat=True)) == sorted(self.first)


class TestKeys(TestCase, Keys.TestCase):
    settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
