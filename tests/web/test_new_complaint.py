"""A complaint told by telephone, by letter or in person becomes a case with its days, and none is made of nothing."""

import pytest
from django.urls import reverse
from tests.web.served import NAMES, enter, served_office, text  # noqa: F401 (a fixture)

from chuntian.accounts.enums import Role
from chuntian.casework.models import Case
from chuntian.registry.models import Person
from chuntian.web.desk.new_complaint import MOST

pytestmark = pytest.mark.django_db


def test_what_is_told_becomes_a_case_that_says_how_it_came(office):
    person, clerk = Person.objects.get(name=NAMES[0]), enter(Role.COUNTY_CLERK)
    address = reverse("desk:new-complaint", args=[person.pk])
    assert address in text(clerk, reverse("desk:person", args=[person.pk]))

    shown = clerk.post(address, {"came": "电话", "text": "发放页字太小，看不清"}, follow=True).content.decode()

    case = Case.objects.get(path="complaint")
    assert (case.person, case.about, case.due_on is not None) == (person, None, True)
    assert "电话：发放页字太小，看不清" in shown
    assert "受理投诉" in shown


@pytest.mark.parametrize("said", [{"came": "电话", "text": " "}, {"came": "飞鸽", "text": "不好"}, {"text": "不好"}])
def test_an_empty_one_or_one_that_came_no_way_is_asked_again(office, said):
    person, clerk = Person.objects.get(name=NAMES[0]), enter(Role.COUNTY_CLERK)

    shown = clerk.post(reverse("desk:new-complaint", args=[person.pk]), said).content.decode()

    assert "错误：" in shown
    assert not Case.objects.filter(path="complaint").exists()
    assert said["text"].strip() in shown


def test_the_longest_is_kept_whole_and_a_longer_one_is_asked_to_be_shorter(office):
    person, clerk = Person.objects.get(name=NAMES[0]), enter(Role.COUNTY_CLERK)
    address = reverse("desk:new-complaint", args=[person.pk])

    assert "错误：" in clerk.post(address, {"came": "电话", "text": "字" * (MOST + 1)}).content.decode()
    clerk.post(address, {"came": "电话", "text": "字" * MOST})

    assert Case.objects.get(path="complaint").actions.get().why == "电话：" + "字" * MOST
