"""Messages leave with their change, once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chuntian.trail.operations import CannotMove, KeyUsedAgain, move_message, put_in_outbox
from chuntian.trail.queries import stuck_messages, waiting_messages

pytestmark = pytest.mark.django_db
AT = datetime(2024, 3, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_same_message_twice_is_one():
    first = put_in_outbox(topic="letter", key="k1", payload={"a": 1}, at=AT)
    second = put_in_outbox(topic="letter", key="k1", payload={"a": 1}, at=AT + timedelta(days=90))

    assert first == second
    with pytest.raises(KeyUsedAgain):
        put_in_outbox(topic="letter", key="k1", payload={"a": 2}, at=AT)


def test_an_unknown_outcome_is_reconciled_before_it_is_tried_again():
    message = put_in_outbox(topic="letter", key="k1", payload={}, at=AT)
    message = move_message(message=message, state="unknown", at=AT, answer="time-out")

    assert list(waiting_messages()) == []
    assert list(stuck_messages(AT + timedelta(minutes=5))) == [message]
    with pytest.raises(CannotMove):
        move_message(message=message, state="pending", at=AT)
    assert move_message(message=message, state="sent", at=AT).tries == 2
    with pytest.raises(CannotMove):
        move_message(message=message, state="failed", at=AT)
