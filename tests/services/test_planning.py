"""Appointments: planned within what holds them, moved, cancelled, missed, kept; told of once; never two at once."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.casework.county import moment
from tests.services.conftest import FIRST, ITEM
from tests.services.planned import MONDAY, NOW, county, one, planned, why  # noqa: F401 (a fixture)

from chuntian.casework.operations import ReasonMissing
from chuntian.services import operations as services
from chuntian.services.enums import TAKEN, AppointmentState, SessionState
from chuntian.services.models import Appointment, Order, Session
from chuntian.services.prices import price_on, sum_of
from chuntian.services.slots import slot_of
from chuntian.trail.models import Entry

pytestmark = pytest.mark.django_db


def test_one_is_planned_and_said_in_the_trail(centre):
    order = centre.order()

    made = one(centre, order, staff="  康复师  小李 ", mode="home")

    assert (made.starts_at.isoformat(), made.state) == (f"{MONDAY}T09:00:00+08:00", "planned")
    assert (made.person_id, made.provider_id, made.region) == (order.person_id, centre.one.pk, order.person.region)
    assert made.staff == "康复师 小李"
    assert slot_of(Appointment.objects.get(pk=made.pk)).starts == 540
    entry = Entry.objects.get(action="appointment.plan")
    assert str(made.pk) in entry.detail
    assert "小李" not in entry.detail


def test_each_refusal_names_the_day_and_the_reason(centre):
    order = centre.order(ends_on=date(2024, 6, 30))
    services.shut(provider=centre.one, day=date(2024, 3, 5), reason="盘点", by=centre.clerk, at=NOW)

    assert why(centre, order, date(2024, 2, 28)) == "2024-02-28：时间已经过了"
    assert "不在服务单期限内（2024-01-01至2024-06-30）" in why(centre, order, date(2024, 7, 1))
    assert why(centre, order, date(2024, 3, 3)) == "2024-03-03：机构停业：每周停业日"
    assert why(centre, order, date(2024, 3, 5)) == "2024-03-05：机构停业：盘点"
    assert "不能以此方式" in why(centre, order, item="nothing")
    assert "同一天" in why(centre, order, starts=600, ends=600)
    waits = services.ask_for(
        person=centre.county.person("阿二"), programme=order.programme, on=FIRST, by=centre.clerk, at=NOW
    )
    assert "轮候，不能排期" in why(centre, waits)
    assert not Appointment.objects.exists()


def test_not_while_the_agreement_is_suspended_nor_without_a_price(centre):
    order = centre.order()
    agreement = centre.one.agreements.get()
    services.step_agreement(
        agreement=agreement, step="suspend", on=date(2024, 3, 10), why="消防整改", by=centre.clerk, at=NOW
    )
    assert one(centre, order).state == "planned"

    assert "没有该项目的有效协议" in why(centre, order, date(2024, 3, 11))
    centre.one.offers.update(to_on=date(2024, 3, 4))
    assert "没有这个项目的价目" in why(centre, order, date(2024, 3, 5))


def test_nobody_is_in_two_places(centre):
    first, other = centre.order(), centre.order("阿二")
    elsewhere = centre.order("阿三", centre.two)
    one(centre, first, staff="小李")

    assert "本人这个时间已有预约" in why(centre, first, starts=570, ends=600)
    assert "小李这个时间已有预约" in why(centre, other, starts=540, ends=560, staff="小李")
    assert one(centre, other, staff="小王").state == "planned"
    assert one(centre, elsewhere, staff="小李").state == "planned"  # another 小李, of another house
    assert one(centre, first, starts=590, ends=620, staff="小李").state == "planned"  # right after


def test_the_house_has_only_so_many_places(centre):
    type(centre.one).objects.filter(pk=centre.one.pk).update(capacity=2)
    first, second, third = (centre.order(name) for name in ("阿一", "阿二", "阿三"))
    one(centre, first)
    centre.session(second, date(2024, 2, 29))
    one(centre, second, hour=10)

    assert "当天已约满（每天接待 2 人次）" in why(centre, third, hour=14)
    assert one(centre, third, date(2024, 3, 5)).state == "planned"


def test_no_more_is_planned_than_is_left(centre):
    few = centre.order(items={ITEM: 2})
    centre.session(few, date(2024, 2, 6))
    one(centre, few)
    assert "次数已排满" in why(centre, few, date(2024, 3, 5))
    little = centre.order("阿二", ceiling_fen=25_000)
    one(centre, little)
    one(centre, little, date(2024, 3, 5))

    assert "限额已排满" in why(centre, little, date(2024, 3, 6))


def test_a_series_is_whole_or_says_what_it_leaves_out(centre):
    order = centre.order()
    services.shut(provider=centre.one, day=date(2024, 3, 11), reason="", by=centre.clerk, at=NOW)

    assert why(centre, order, weeks=4) == "2024-03-11：机构停业：停业日"
    assert not Appointment.objects.exists()
    found = planned(centre, order, weeks=4, skip=True)

    assert [slot_of(made).day.day for made in found.made] == [4, 18, 25]
    assert found.refused == {date(2024, 3, 11): "机构停业：停业日"}
    assert Entry.objects.filter(action="appointment.plan").count() == 1
    assert why(centre, order, date(2024, 3, 10), weeks=2, skip=True).count("每周停业日") == 2


def test_moving_keeps_the_old_and_checks_the_new(centre):
    order = centre.order()
    old, other = one(centre, order), one(centre, order, date(2024, 3, 6))
    said = {"by": centre.provider_staff, "at": NOW, "starts": 540, "ends": 590}

    with pytest.raises(services.CannotPlan, match="本人这个时间已有预约"):
        services.move(appointment=old, day=date(2024, 3, 6), reason="师傅请假", **said)
    assert Appointment.objects.get(pk=old.pk).state == "planned"
    with pytest.raises(ReasonMissing):
        services.move(appointment=old, day=date(2024, 3, 5), reason=" ", **said)
    new = services.move(appointment=old, day=MONDAY, reason="推迟一刻钟", **said | {"starts": 555, "ends": 605})

    assert Appointment.objects.get(pk=old.pk).state == "moved"
    assert (new.follows_id, new.state, slot_of(new).starts) == (old.pk, "planned", 555)
    with pytest.raises(services.CannotPlan, match="已改期"):
        services.cancel_appointment(appointment=old, reason="不来了", by=centre.family, at=NOW)
    with pytest.raises(services.CannotPlan, match="已经到了"):
        services.cancel_appointment(
            appointment=other, reason="不来了", by=centre.family, at=moment(date(2024, 3, 6), 9)
        )


def test_missed_only_once_it_began(centre):
    made = one(centre, centre.order())

    with pytest.raises(services.CannotPlan, match="没到"):
        services.miss(appointment=made, by=centre.provider_staff, at=moment(MONDAY, 8))
    gone = services.miss(appointment=made, by=centre.provider_staff, at=moment(MONDAY, 10))

    assert (gone.state, gone.reason) == ("missed", "")
    with pytest.raises(services.CannotPlan):
        services.miss(appointment=made, by=centre.provider_staff, at=moment(MONDAY, 11))


def test_a_session_keeps_its_appointment_and_taken_back_lets_it_wait(centre):
    order = centre.order()
    made, another = one(centre, order), one(centre, order, hour=15)
    at = moment(MONDAY, 20)
    said = {"order": order, "item": ITEM, "day": MONDAY, "by": centre.provider_staff, "at": at}

    entered = services.enter_session(starts=905, ends=950, appointment=made, **said)  # the hours differ, the link holds
    assert entered.appointment_id == made.pk
    found = services.enter_session(starts=900, ends=950, **said)  # found by its hours
    assert found.appointment_id == another.pk
    assert services.enter_session(starts=540, ends=590, **said).appointment_id is None
    assert set(Appointment.objects.values_list("state", flat=True)) == {AppointmentState.KEPT}

    services.void_session(session=entered, reason="登记错了人", by=centre.provider_staff, at=at)
    assert Appointment.objects.get(pk=made.pk).state == "planned"
    services.stop(order=order, last_day=date(2024, 3, 2), reason="搬走了", by=centre.clerk, at=at)
    services.void_session(session=found, reason="登记错了人", by=centre.provider_staff, at=at)
    assert list(Appointment.objects.order_by("starts_at").values_list("state", flat=True)) == ["cancelled", "cancelled"]


def test_an_appointment_of_another_order_is_not_kept(centre):
    mine, other = centre.order(), centre.order("阿二")
    theirs = one(centre, other)

    entered = services.enter_session(
        order=mine, item=ITEM, day=MONDAY, starts=540, ends=590, by=centre.provider_staff, at=moment(MONDAY, 20), appointment=theirs
    )  # fmt: skip

    assert entered.appointment_id is None
    assert Appointment.objects.get(pk=theirs.pk).state == "planned"


def test_a_months_sheet_keeps_what_was_planned(centre):
    order = centre.order()
    first, second, third = (one(centre, order, MONDAY, hour) for hour in (9, 10, 15))
    rows = [
        (order.pk, ITEM, MONDAY, 545, 590, "centre", "signature"),
        (order.pk, ITEM, MONDAY, 600, 650, "centre", None),
    ]
    names = ("order_id", "item", "day", "starts", "ends", "mode", "proof")

    services.take_over_sessions(
        sheet=pl.DataFrame(rows, schema=list(names), orient="row"), region=order.region, by=centre.provider_staff,
        at=moment(date(2024, 3, 31)),
    )  # fmt: skip

    states = dict(Appointment.objects.values_list("pk", "state"))
    assert states == {first.pk: "kept", second.pk: "kept", third.pk: "planned"}
    assert list(Session.objects.order_by("starts").values_list("appointment", flat=True)) == [first.pk, second.pk]


def test_a_sheet_gives_each_appointment_to_one_session_only(centre):
    """Two sessions share the hours of two appointments that follow each other: the earlier keeps the earlier one."""
    order = centre.order()
    first, second = one(centre, order, starts=540, ends=590), one(centre, order, starts=600, ends=650)
    hours = [(560, 640), (545, 555), (900, 950)]
    sheet = pl.DataFrame(
        [{"order_id": order.pk, "item": ITEM, "day": MONDAY, "starts": a, "ends": b, "mode": "centre", "proof": None} for a, b in hours],
        schema_overrides={"proof": pl.String},
    )  # fmt: skip

    given = services.take_over_sessions(
        sheet=sheet, region=order.region, by=centre.provider_staff, at=moment(MONDAY, 20)
    )

    by_start = {row["starts"]: Session.objects.get(pk=row["session_id"]).appointment_id for row in given.to_dicts()}
    assert by_start == {545: first.pk, 560: second.pk, 900: None}
    assert set(Appointment.objects.values_list("state", flat=True)) == {AppointmentState.KEPT}


@given(days=st.lists(st.dates(date(2024, 1, 1), date(2024, 12, 31)), max_size=6))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_prices_added_up_at_once_are_those_of_each_day(centre, days):
    wanted = [(ITEM, day) for day in days]

    assert sum_of(centre.one.pk, wanted) == sum(price_on(centre.one.pk, ITEM, day) or 0 for day in days)


def test_planning_a_long_series_asks_no_more_for_what_stands_already(centre, django_assert_max_num_queries):
    order = centre.order(ends_on=date(2024, 12, 31), ceiling_fen=10**9)
    planned(centre, order, weeks=30)

    with django_assert_max_num_queries(40):
        planned(centre, order, hour=14)


def test_the_end_of_an_order_cancels_what_lies_after_it(centre):
    order = centre.order()
    planned(centre, order, weeks=3)

    services.transfer(
        order=order, provider=centre.two, on=date(2024, 3, 11), reason="离家近", chosen_by="guardian", by=centre.clerk, at=NOW
    )  # fmt: skip

    states = Appointment.objects.order_by("starts_at").values_list("state", "reason")
    assert list(states) == [("planned", ""), ("cancelled", "服务单已停止"), ("cancelled", "服务单已停止")]
    accepted = centre.order("阿二")
    one(centre, accepted)
    services.accept(
        order=accepted,
        on=date(2024, 3, 2),
        given_by="guardian",
        accepted=True,
        by=centre.clerk,
        at=moment(date(2024, 3, 2)),
    )
    assert Appointment.objects.get(order=accepted).reason == "服务已验收，不再继续"


def test_asking_for_another_time_changes_nothing_but_the_wish(centre):
    made = one(centre, centre.order())

    with pytest.raises(ReasonMissing):
        services.wish(appointment=made, words=" ", by=centre.family, at=NOW)
    asked = services.wish(appointment=made, words="下午三点以后才行", by=centre.family, at=NOW)

    assert (asked.state, asked.wish, asked.wished_at) == ("planned", "下午三点以后才行", NOW)


STEP = st.tuples(
    st.sampled_from(["plan", "plan", "plan", "series", "move", "cancel", "miss", "enter", "void", "stop", "accept"]),
    st.integers(0, 2), st.sampled_from([0, 1, 7, 14]), st.integers(18, 20), st.sampled_from(["", "小李"]), st.integers(0, 50),
)  # fmt: skip
REFUSED = (services.CannotPlan, services.CannotOrder, services.CannotConfirm)


def doing(centre, orders: list[Order], clock: datetime, step: tuple) -> None:
    what, number, days, half_hour, staff, which = step
    order, day, by = orders[number], date(2024, 3, 4) + timedelta(days=days), centre.provider_staff
    hours = {"starts": half_hour * 30, "ends": half_hour * 30 + 50}
    there = list(Appointment.objects.order_by("pk"))
    sessions = list(Session.objects.exclude(state=SessionState.VOID).order_by("pk"))
    one = there[which % len(there)] if there else None
    if what in ("plan", "series"):
        services.plan(
            order=order, day=day, item=ITEM, staff=staff, weeks=3 if what == "series" else 1, skip=True, by=by, at=clock, **hours
        )  # fmt: skip
    elif what == "move" and one:
        services.move(appointment=one, day=day, reason="改时间", staff=staff, by=by, at=clock, **hours)
    elif what == "cancel" and one:
        services.cancel_appointment(appointment=one, reason="不来了", by=by, at=clock)
    elif what == "miss" and one:
        services.miss(appointment=one, by=by, at=clock)
    elif what == "enter":
        services.enter_session(order=order, item=ITEM, day=clock.date(), by=by, at=clock, **hours)
    elif what == "void" and sessions:
        services.void_session(session=sessions[which % len(sessions)], reason="登记错了", by=by, at=clock)
    elif what == "stop":
        services.stop(order=order, last_day=day, reason="不做了", by=centre.clerk, at=clock)
    elif what == "accept":
        services.accept(order=order, on=day, given_by="guardian", accepted=True, by=centre.clerk, at=clock)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(STEP, st.sampled_from([0, 0, 1, 30])), min_size=6, max_size=16))
def test_no_sequence_leaves_two_at_once_or_one_outside_its_order(centre, steps):
    from django.db import transaction

    with transaction.atomic():
        orders = [centre.order("阿一"), centre.order("阿二"), centre.order("阿三", ends_on=date(2024, 3, 15))]
        clock = NOW
        for step, hours in steps:
            clock += timedelta(hours=hours)
            try:
                doing(centre, orders, clock, step)
            except REFUSED:
                continue
        taken = list(Appointment.objects.filter(state__in=TAKEN).select_related("order").order_by("starts_at"))
        for number, first in enumerate(taken):
            if first.state == AppointmentState.PLANNED:
                assert first.order.starts_on <= slot_of(first).day <= first.order.ends_on
            for second in taken[number + 1 :]:
                if second.starts_at < first.ends_at:
                    assert first.person_id != second.person_id
                    assert not first.staff or (first.staff, first.provider_id) != (second.staff, second.provider_id)
        transaction.set_rollback(True)
