"""What a person is told of appointments: once a time, in the chosen form, and of a restricted order next to nothing."""

from datetime import date

import pytest
from tests.casework.county import moment
from tests.services.conftest import FIRST
from tests.services.planned import MONDAY, NOW, county, one, planned  # noqa: F401 (a fixture)

from chuntian.registry.operations import choose_formats
from chuntian.services import operations as services
from chuntian.trail.models import Entry, Message

pytestmark = pytest.mark.django_db


def test_a_person_is_reminded_once_a_time_in_his_form(centre):
    order = centre.order()
    choose_formats(person=order.person, forms=["braille", "sms"], said_by="person", by=centre.family, at=NOW)
    made = one(centre, order)

    assert services.remind(at=moment(date(2024, 3, 3), 8)) == 0
    assert services.remind(at=moment(date(2024, 3, 3), 9)) == 1
    assert services.remind(at=moment(date(2024, 3, 3), 10)) == 0
    told = Message.objects.get(topic="appointment.reminder")
    assert told.payload["forms"] == ["braille", "sms"]
    assert told.payload["to"] == "guardian"
    assert told.payload["text"].startswith("提醒您：3月4日（星期一）09:00有一次预约，请到机构来。机构：晨光。")
    assert "阿一" not in str(told.payload)

    moved = services.move(
        appointment=made, day=date(2024, 3, 6), starts=540, ends=590, reason="家里有事", by=centre.family,
        at=moment(date(2024, 3, 3), 11), said_by="person",
    )  # fmt: skip
    assert Message.objects.get(topic="appointment.moved").payload["appointment"] == moved.pk
    assert services.remind(at=moment(date(2024, 3, 5), 10)) == 1
    services.cancel_appointment(
        appointment=moved, reason="孩子发烧", by=centre.family, at=moment(date(2024, 3, 5), 11), said_by="person"
    )
    assert "3月6日（星期三）09:00的预约已取消" in Message.objects.get(topic="appointment.cancelled").payload["text"]
    assert services.remind(at=moment(date(2024, 3, 5), 12)) == 0


def test_of_a_restricted_order_the_message_names_neither_programme_nor_provider(centre):
    programme, item = "mental_disorder_management", "follow_up"
    centre.agree(centre.one, programme)
    services.set_price(provider=centre.one, item=item, price_fen=5_000, from_on=FIRST, by=centre.clerk, at=NOW)
    order = centre.order(programme=programme, items={item: None})
    made = one(centre, order, item=item, mode="centre")
    services.remind(at=moment(MONDAY, 8))
    services.cancel_appointment(appointment=made, reason="医生停诊", by=centre.provider_staff, at=moment(MONDAY, 8))

    told = str(list(Message.objects.filter(topic__startswith="appointment").values_list("payload", flat=True)))
    assert "提醒您：3月4日（星期一）09:00" in told
    for word in ("精神", "晨光", "随访", programme, item, "停诊"):
        assert word not in told
    assert order.restricted
    assert programme not in str(
        list(Entry.objects.filter(action__startswith="appointment").values_list("detail", flat=True))
    )
