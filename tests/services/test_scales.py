"""Scales in use: taken over, filled in by their conditions, compared, withdrawn; a wait left, a service complained about."""

from datetime import date

import pytest
from django.db import IntegrityError
from tests.casework.county import REGION, moment
from tests.services.conftest import FIRST, LAST

from chuntian.casework.models import Case
from chuntian.services import operations as services
from chuntian.services import scales
from chuntian.services.complaints import about_of, told_of, told_to
from chuntian.services.enums import Stage
from chuntian.services.models import Assessment, ScaleForm
from chuntian.services.operations import assessments
from chuntian.services.sample_scale import DEMO, sample_form
from chuntian.trail.models import Entry

AT = moment(date(2024, 6, 1))
ALL = {"eat": "3", "dress": "2", "wash": "1", "sit": "3", "walk": "2", "stairs": "1", "understand": "3", "say": "2"}


@pytest.fixture
def form(centre):
    return services.add_form(region=REGION, content=sample_form(DEMO), by=centre.clerk, at=AT)


def assess(centre, order, form, on, stage, **said):
    return services.assess(
        person=order.person, form=form, answers=ALL | said, on=on, stage=stage, order=order, by=centre.clerk, at=AT
    )


def test_a_course_goes_from_the_first_to_the_last_and_what_was_withdrawn_counts_nowhere(centre, form):
    order = centre.order()
    assert scales.missing(order, [], on=FIRST) == [Stage.BEFORE]
    first = assess(centre, order, form, FIRST, "before", walk="0", stairs="")
    wrong = assess(centre, order, form, date(2024, 3, 1), "during", eat="0")
    last = assess(centre, order, form, date(2024, 5, 1), "after")
    with pytest.raises(services.CannotAssess, match="这一天已有"):
        assess(centre, order, form, FIRST, "before")
    with pytest.raises(services.CannotAssess, match="以后"):
        assess(centre, order, form, LAST, "after")

    services.withdraw_assessment(assessment=wrong, reason="填错了人", by=centre.clerk, at=AT)
    rows = scales.in_order(Assessment.objects.filter(scales.of_order(order)))
    course = scales.courses(rows)[0]

    assert [one.pk for one in course.rows] == [first.pk, wrong.pk, last.pk]
    assert [one.score for one in course.ends] == [14, 17]
    assert course.is_comparable
    assert scales.missing(order, rows, on=LAST) == []
    assert scales.missing(order, rows[:1], on=date(2025, 1, 1)) == [Stage.AFTER]
    assert "stairs" not in first.answers
    with pytest.raises(services.CannotWithdraw):
        services.withdraw_assessment(assessment=wrong, reason="填错了人", by=centre.clerk, at=AT)
    said = Entry.objects.get(action="scale.take_back")
    assert (said.subject_id, said.reason) == (str(order.person_id), "填错了人")


def test_a_withdrawn_scale_is_offered_no_more_and_one_that_comes_again_is(centre, form):
    assert scales.offered(REGION) == [form]
    order = centre.order()
    kept = assess(centre, order, form, FIRST, "before")

    gone = services.withdraw_form(form=form, reason="换用新的量表", by=centre.clerk, at=AT)
    with pytest.raises(services.CannotAssess, match="停用"):
        assess(centre, order, gone, date(2024, 5, 1), "after")
    with pytest.raises(services.CannotWithdraw):
        services.withdraw_form(form=form, reason="换用新的量表", by=centre.clerk, at=AT)
    assert scales.offered(REGION) == []
    again = services.add_form(region=REGION, content=sample_form(DEMO), by=centre.clerk, at=AT)

    assert (again.version, scales.offered(REGION)) == (2, [again])
    assert Assessment.objects.get().pk == kept.pk
    late = assess(centre, order, again, date(2024, 5, 1), "after")
    rows = scales.in_order(Assessment.objects.filter(pk__in=[kept.pk, late.pk]))
    assert not scales.courses(rows)[0].is_comparable
    assert ScaleForm.objects.filter(withdrawn_at__isnull=False).get().withdrawn_why == "换用新的量表"


def test_a_wait_ends_with_its_reason_and_the_need_stays(centre):
    person = centre.county.person("阿一")
    waits = services.ask_for(person=person, programme="precision_rehab", on=FIRST, by=centre.clerk, at=AT)

    gone = services.leave_wait(order=waits, why="no_longer", words="家里自己请了人", by=centre.clerk, at=AT)

    assert (gone.state, gone.stop_reason) == ("cancelled", "本人不再等了：家里自己请了人")
    assert Entry.objects.get(action="order.cancel").reason == gone.stop_reason
    assert services.ask_for(person=person, programme="precision_rehab", on=LAST, by=centre.clerk, at=AT)
    with pytest.raises(services.CannotOrder, match="不在轮候"):
        services.leave_wait(order=gone, why="no_longer", words="", by=centre.clerk, at=AT)


def test_a_complaint_about_a_service_is_a_case_and_the_provider_learns_of_it_from_the_desk(centre):
    order = centre.order()

    case = services.complain_about(person=order.person, order=order, text="老师总是迟到", by=centre.clerk, at=AT)

    matter = about_of(Case.objects.get(pk=case.pk))
    assert (case.path, case.state, matter.order, matter.provider) == (
        "complaint",
        "complained",
        order.pk,
        order.provider_id,
    )
    assert told_to(order.provider_id, [order]) == {}
    services.tell_provider(case=case, words="家长说老师迟到，请说明", by=centre.clerk, at=AT)
    assert told_to(order.provider_id, [order])[order.pk][0].why == "家长说老师迟到，请说明"
    assert told_to(0, [order]) == {}
    assert told_of(case) is not None
    with pytest.raises(services.CannotTell):
        services.tell_provider(case=case, words="再说一次", by=centre.clerk, at=AT)


@pytest.mark.parametrize("same_file", [True, False])
def test_two_who_bring_a_scale_at_the_same_moment_both_have_it(centre, monkeypatch, same_file):
    """The other one takes the version between our count and our row; which is what the moment of reading stands for here."""
    ours, theirs = sample_form(), sample_form() if same_file else sample_form(DEMO)
    add, other = assessments._add, []

    def in_between(said, region, digest, by, at):
        if not other:
            other.append(None)
            other[0] = services.add_form(region=REGION, content=theirs, by=centre.clerk, at=AT)
            raise IntegrityError("services_form_version")
        return add(said, region, digest, by, at)

    monkeypatch.setattr(assessments, "_add", in_between)
    made = services.add_form(region=REGION, content=ours, by=centre.clerk, at=AT)

    assert (made == other[0]) is same_file
    assert {made.pk, other[0].pk} == set(ScaleForm.objects.values_list("pk", flat=True))
