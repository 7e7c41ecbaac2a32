"""Appointments that can no longer take place: cancelled with the reason, told at once; what still can is left alone."""

import json
from datetime import date

import pytest
from tests.services.conftest import FIRST
from tests.services.planned import MONDAY, NOW, county, one, planned, why  # noqa: F401 (a fixture)

from chuntian.services import operations as services
from chuntian.services.models import Appointment
from chuntian.trail.models import Entry, Message

pytestmark = pytest.mark.django_db


def states() -> list[tuple[int, str]]:
    rows = Appointment.objects.order_by("starts_at", "pk").values_list("starts_at__day", "state")
    return list(rows)


def step(centre, what: str, on: date, **said):
    said = {"why": "消防整改"} | said
    said.setdefault("agreement", centre.one.agreements.first())
    return services.step_agreement(step=what, on=on, by=centre.clerk, at=NOW, **said)


def test_a_suspended_agreement_frees_the_days_after_it_and_tells_where_to_turn(centre):
    planned(centre, centre.order(), weeks=3)  # 4, 11 and 18 March

    assert step(centre, "suspend", date(2024, 3, 10)).released == 2

    assert states() == [(4, "planned"), (11, "cancelled"), (18, "cancelled")]
    gone = Appointment.objects.filter(state="cancelled").first()
    assert (gone.reason, gone.said_by, gone.changed_by) == ("机构的协议暂停了", "provider", centre.clerk)
    told = Message.objects.get(topic="appointment.unserved").payload  # one message, not one for each
    second = Appointment.objects.filter(state="cancelled").last()
    assert (told["appointment"], told["beside"]) == (gone.pk, [second.pk])
    assert "3月11日（星期一）09:00、3月18日（星期一）09:00的预约已取消" in told["text"]
    assert "要换一家机构，请找当地残联" in told["text"]
    assert "消防" not in str(told)
    assert json.loads(Entry.objects.get(action="agreement.suspend").detail)["released"] == 2
    assert step(centre, "resume", date(2024, 3, 15)).released == 0
    assert states()[2] == (18, "cancelled")  # what was cancelled stays; it may be planned anew
    one(centre, gone.order, date(2024, 3, 18))


def test_what_another_agreement_or_programme_holds_stays(centre):
    kept = one(centre, centre.order())
    other = services.apply_for_agreement(
        provider=centre.one, programme="child_rehab_relief", region="620102", on=FIRST, by=centre.clerk, at=NOW
    )
    for name in ("assess", "publish", "sign"):
        services.step_agreement(
            agreement=other, step=name, on=FIRST, by=centre.clerk, at=NOW, ends_on=date(2024, 12, 31)
        )
    first = centre.one.agreements.exclude(pk=other.pk).get()

    assert step(centre, "remove", FIRST, agreement=first).released == 0
    assert step(centre, "expire", FIRST, agreement=other).released == 1
    kept.refresh_from_db()
    assert (kept.state, kept.reason) == ("cancelled", "机构的协议到期了")


def test_a_shut_day_frees_that_day_once(centre):
    order = centre.order()
    planned(centre, order, weeks=2)
    shut = {"provider": centre.one, "day": MONDAY, "reason": "盘点", "by": centre.clerk, "at": NOW}

    assert services.shut(**shut) == 1
    assert services.shut(**shut) == 0

    assert states() == [(4, "cancelled"), (11, "planned")]
    told = Message.objects.get(topic="appointment.cancelled").payload["text"]
    assert "3月4日（星期一）09:00的预约已取消" in told
    assert "盘点" not in told
    assert "机构停业" in why(centre, order)


def test_a_new_weekday_of_rest_frees_its_days_and_the_old_ones_stay(centre):
    order = centre.order()
    planned(centre, order, weeks=2)
    one(centre, order, date(2024, 3, 5))
    provider = centre.one
    said = {
        "organisation": provider.organisation,
        "qualification": provider.qualification,
        "by": centre.clerk,
        "at": NOW,
    }

    services.register_provider(**said, shut_weekdays=provider.shut_weekdays)
    assert {state for _, state in states()} == {"planned"}
    services.register_provider(**said, shut_weekdays=provider.shut_weekdays + "1")

    assert states() == [(4, "cancelled"), (5, "planned"), (11, "cancelled")]


def test_a_long_series_is_told_in_one_sentence_and_written_down_once(centre, django_assert_max_num_queries):
    planned(centre, centre.order(), weeks=20)
    planned(centre, centre.order("阿二"), hour=14, weeks=20)

    with django_assert_max_num_queries(60):  # a few for each order, none for each of the forty
        assert step(centre, "remove", date(2024, 3, 10)).released == 38

    told = [one.payload["text"] for one in Message.objects.filter(topic="appointment.unserved").order_by("pk")]
    assert len(told) == Entry.objects.filter(action="appointment.cancel").count() == 2
    assert "您3月11日（星期一）09:00到7月15日（星期一）09:00的 19 次预约已取消" in told[0]
    assert not Appointment.objects.filter(state="cancelled", changed_at__isnull=True).exists()
