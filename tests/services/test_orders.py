"""Needs, agreements and orders: who waits, who chose, never two at once, moved with what is left."""

from datetime import date
from itertools import pairwise

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.casework.county import REGION, moment
from tests.services.conftest import FIRST, ITEM, LAST

from chuntian.accounts.scopes import scope_of
from chuntian.policy.catalogue import catalogue
from chuntian.registry.models import Person
from chuntian.services import operations as services
from chuntian.services.declared import services as declared
from chuntian.services.models import ClaimLine, Need, Order, OrderItem, Session
from chuntian.services.queries import directory, facilities, left_of, unmet, waiting
from chuntian.trail.models import Entry

AT = moment(date(2024, 3, 1))
DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31))


def test_every_declaration_belongs_to_a_programme_and_says_its_source():
    assert len(declared()) >= 24
    assert all(one.source and one.name and one.items for one in declared().values())
    assert declared()["child_rehab_relief"].one_provider


def test_no_row_of_these_fields_is_merely_listed():
    """Issue: every row of rehabilitation, devices, care and housing, the home and the chain from screening on is carried."""
    wanted = [
        one
        for one in catalogue()
        if one.domain in ("rehabilitation", "assistive_device", "care", "housing")
        or one.slug in ("home_accessibility", "screen_diagnose_rehab_link")
    ]
    carried = {"agreement", "facility", "activity"}

    assert len(wanted) > 45
    assert [one.slug for one in wanted if one.state == "listed"] == []
    assert [one.slug for one in wanted if one.slug not in declared() and one.path not in carried] == []
    assert all(one.slug not in declared() for one in wanted if one.path in carried)


def test_a_facility_stands_in_the_register_as_what_it_is(centre):
    with pytest.raises(services.NoSuchFacility, match="home_of_disabled"):
        centre.provider("无此设施", facility="palace")
    centre.provider("残疾人之家", facility="home_of_disabled")

    rows = {row["facility"]: row["places"] for row in facilities(REGION, on=AT.date())}

    assert [(one["name"], one["programmes"]) for one in rows["home_of_disabled"]] == [
        ("残疾人之家", ["child_rehab_relief"])
    ]
    assert rows["day_care_demo_centre"] == []


def test_a_need_is_open_once_ages_and_closes_with_a_reason(centre):
    person = centre.county.person("阿一")
    need = services.record_need(
        person=person,
        kind="rehabilitation",
        source="hospital",
        known_on=date(2024, 1, 1),
        by=centre.clerk,
        at=AT,
        urgency=1,
    )
    with pytest.raises(services.NeedOpen):
        services.record_need(
            person=person, kind="rehabilitation", source="survey", known_on=date(2024, 2, 1), by=centre.clerk, at=AT
        )

    ledger = unmet(REGION, on=date(2024, 1, 31), size=6)

    assert ledger.rows() == [(REGION, "rehabilitation", 1, 0, 1, 30, 30)]
    with pytest.raises(ValueError, match="写明"):
        services.close_need(need=need, reason="declined", on=date(2024, 2, 1), by=centre.clerk, at=AT)
    services.close_need(need=need, reason="met", on=date(2024, 2, 1), by=centre.clerk, at=AT)
    assert unmet(REGION, on=date(2024, 2, 2)).is_empty()


def test_the_survey_opens_what_is_not_open_and_closes_nothing(centre):
    import polars as pl

    person = centre.county.person("阿二")
    stated = pl.DataFrame(
        {"person_id": [person.pk] * 3, "region": [person.region] * 3, "kind": ["device", "device", "training"]}
    )

    with transaction.atomic():
        first = services.take_over_needs(
            stated=stated, region=REGION, source="survey", known_on=FIRST, by="system:survey", at=AT
        )
        again = services.take_over_needs(
            stated=stated, region=REGION, source="survey", known_on=FIRST, by="system:survey", at=AT
        )

    assert (first, again, Need.objects.count()) == (1, 0, 1)


def test_an_agreement_goes_step_by_step_and_its_days_follow(centre):
    agreement = centre.one.agreements.get()
    with pytest.raises(services.CannotStep, match="现在可办"):
        services.step_agreement(agreement=agreement, step="publish", on=AT.date(), by=centre.clerk, at=AT)
    with pytest.raises(services.ReasonMissing):
        services.step_agreement(agreement=agreement, step="suspend", on=date(2024, 4, 1), by=centre.clerk, at=AT)

    services.step_agreement(
        agreement=agreement, step="suspend", on=date(2024, 4, 1), by=centre.clerk, at=AT, why="安全检查"
    )
    services.step_agreement(
        agreement=agreement, step="resume", on=date(2024, 5, 1), by=centre.clerk, at=AT, why="已整改"
    )
    services.step_agreement(
        agreement=agreement, step="renew", on=date(2024, 12, 1), by=centre.clerk, at=AT, ends_on=date(2025, 12, 31)
    )

    spans = list(agreement.spans.order_by("from_on").values_list("from_on", "to_on"))
    assert spans == [(FIRST, date(2024, 3, 31)), (date(2024, 5, 1), date(2025, 12, 31))]
    assert not directory("child_rehab_relief", on=date(2024, 4, 10)).filter(pk=centre.one.pk).exists()
    assert directory("child_rehab_relief", on=date(2025, 6, 1)).get() == centre.one


def test_a_person_waits_then_chooses(centre):
    person = centre.county.person("阿一")
    order = services.ask_for(
        person=person, programme="child_rehab_relief", on=date(2024, 1, 10), by=centre.clerk, at=AT
    )

    assert list(waiting(REGION)) == [order]
    with pytest.raises(services.CannotOrder, match="轮候"):
        services.ask_for(person=person, programme="child_rehab_relief", on=AT.date(), by=centre.clerk, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(state="running")  # nobody chose a provider


def test_two_providers_never_serve_a_child_on_the_same_day(centre):
    centre.order(ends_on=date(2024, 6, 30))

    with pytest.raises(services.TwoProviders, match="转机构"):
        centre.order(provider=centre.two, starts_on=date(2024, 6, 30))
    Order.objects.filter(state="waiting").delete()
    after = centre.order(provider=centre.two, starts_on=date(2024, 7, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=after.pk).update(starts_on=date(2024, 6, 1))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(DAYS, DAYS), min_size=2, max_size=5))
def test_whatever_is_tried_no_two_orders_overlap(centre, spans):
    person = centre.county.person("阿三")
    with transaction.atomic():
        for number, (one, other) in enumerate(spans):
            first, last = min(one, other), max(one, other)
            try:
                with transaction.atomic():
                    Order.objects.create(
                        person=person, region=person.region, programme="child_rehab_relief", alone="child_rehab_relief",
                        provider=(centre.one, centre.two)[number % 2], starts_on=first, ends_on=last, asked_on=first,
                        state="running", chosen_by="person", made_at=AT,
                    )  # fmt: skip
            except IntegrityError:
                continue
        held = list(Order.objects.filter(person=person).order_by("starts_on").values_list("starts_on", "ends_on"))
        assert all(before[1] < after[0] for before, after in pairwise(held))
        assert held
        transaction.set_rollback(True)


def test_a_provider_elsewhere_needs_the_countys_consent_and_one_without_agreement_is_refused(centre):
    away = centre.provider("外地中心", division="620102000000")
    with pytest.raises(services.ConsentMissing):
        centre.order(provider=away)
    Order.objects.all().delete()
    order = centre.order(provider=away, consent_by=centre.approver, consent_on=FIRST)
    assert order.outside

    with pytest.raises(services.NoAgreement):
        centre.order("阿二", starts_on=date(2025, 1, 1), ends_on=date(2025, 6, 1))


def test_a_child_changes_centre_with_what_is_left(centre):
    order = centre.order(items={ITEM: 10}, ceiling_fen=90_000)
    for day in (4, 5, 6):
        centre.session(order, date(2024, 3, day))

    moved = services.transfer(
        order=order,
        provider=centre.two,
        on=date(2024, 4, 1),
        reason="搬家",
        chosen_by="guardian",
        by=centre.clerk,
        at=AT,
    )

    order.refresh_from_db()
    assert (order.state, order.ends_on) == ("stopped", date(2024, 3, 31))
    assert (moved.provider, moved.ceiling_fen, moved.starts_on, moved.ends_on) == (
        centre.two,
        60_000,
        date(2024, 4, 1),
        LAST,
    )
    assert left_of(moved) == (60_000, {ITEM: 7})
    assert moved.asked_on == order.asked_on


def test_who_turns_seven_in_an_approved_year_finishes_it(centre):
    place = "622921000000"  # the age is 7 there, as the nation has it; 阿一 is 7 on 1 May
    Person.objects.filter(name="阿一").update(region=place, birth_date=date(2017, 5, 1))
    one, two = centre.provider("康乐中心", division=place), centre.provider("春风中心", division=place)
    with pytest.raises(services.TooOld, match="2024-12-31"):
        centre.order(provider=one, ends_on=date(2025, 2, 1))
    Order.objects.all().delete()
    order = centre.order(provider=one)

    before, after = (centre.session(order, day) for day in (date(2024, 4, 30), date(2024, 5, 2)))
    moved = services.transfer(
        order=order, provider=two, on=date(2024, 6, 1), reason="搬家", chosen_by="guardian", by=centre.clerk, at=AT
    )
    claims = [
        services.build_claims(region=place, month=month, by=centre.clerk, at=moment(date(2024, 6, 3)))[0]
        for month in ("2024-04", "2024-05")
    ]

    assert (before.remarks, after.remarks, moved.ends_on) == (0, 0, LAST)
    assert [line.state for one in claims for line in one.lines.all()] == ["passes", "passes"]
    with pytest.raises(services.TooOld, match="已满7周岁"):  # a year after it is another application
        services.place(
            order=services.ask_for(
                person=moved.person, programme="child_rehab_relief", on=date(2024, 5, 1), by=centre.clerk, at=AT
            ),
            provider=two, starts_on=LAST, ends_on=LAST, items={ITEM: None},
            chosen_by="guardian", by=centre.clerk, at=AT,
        )  # fmt: skip


def test_what_only_few_may_know_opens_to_who_decides_and_to_nobody_else(centre):
    person = centre.county.person("阿三")
    services.record_need(person=person, kind="mental_health", source="request", known_on=FIRST, by=centre.clerk, at=AT)
    centre.agree(centre.one, "mental_disorder_management")
    services.set_price(provider=centre.one, item="follow_up", price_fen=1, from_on=FIRST, by=centre.clerk, at=AT)
    order = centre.order("阿三", programme="mental_disorder_management", items={"follow_up": None})
    centre.session(order, date(2024, 3, 4), item="follow_up")
    centre.claims()
    models = (Need, Order, OrderItem, Session, ClaimLine)
    ways = ("region", "region", "order__region", "region", "session__region")

    seen = {}
    for user in centre.county.staff("county_clerk", "county_approver", "township_clerk", "auditor", "provider"):
        scope = scope_of(user, AT.date())
        seen[user.username] = [
            scope.filter(model.objects.all(), way).count() for model, way in zip(models, ways, strict=True)
        ]

    assert seen.pop("county_clerk") == seen.pop("county_approver") == [1] * 5
    assert set(map(tuple, seen.values())) == {(0,) * 5}
    assert not Entry.objects.filter(detail__contains="mental_health").exists()


def test_a_refusal_to_accept_says_why_and_a_rating_shows_in_the_directory(centre):
    order = centre.order()
    with pytest.raises(services.ReasonMissing):
        services.accept(order=order, on=AT.date(), given_by="guardian", accepted=False, by=centre.clerk, at=AT)
    services.accept(order=order, on=AT.date(), given_by="guardian", accepted=True, rating=4, by=centre.clerk, at=AT)

    found = directory("child_rehab_relief", on=AT.date()).get(pk=centre.one.pk)
    order.refresh_from_db()

    assert (found.rating, found.ratings) == (4.0, 1)
    assert order.state == "done"


def test_sessions_say_at_once_what_looks_odd(centre):
    order, other = centre.order(), centre.order("阿二", provider=centre.one)
    centre.one.capacity = 1
    centre.one.save()
    fine = centre.session(order, date(2024, 3, 4))
    double = centre.session(order, date(2024, 3, 4))
    crowded = centre.session(other, date(2024, 3, 4), hour=14)
    sunday = centre.session(other, date(2024, 3, 10))

    said = [[str(one.label_zh)[:4] for one in _findings(session)] for session in (fine, double, crowded, sunday)]

    assert said == [[], ["与另一次", "超出机构"], ["超出机构"], ["机构当日"]]
    with pytest.raises(services.CannotConfirm):
        services.confirm_session(
            session=centre.session(order, date(2024, 3, 5), accepted=False),
            proof="code",
            by=centre.provider_staff,
            at=AT,
        )
    assert connection.vendor in ("sqlite", "postgresql")


def _findings(session):
    from chuntian.services.enums import findings_of

    return findings_of(session.remarks)
