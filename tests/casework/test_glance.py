"""One question for all that casework holds of a person (the first page of a file)."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.casework.county import moment

from chuntian.casework.glance import MOST_CONTACTS, at_a_glance
from chuntian.casework.models import Case, ContactAttempt, Decline, Task

DAY = date(2024, 3, 5)


def test_everything_of_one_person_comes_in_its_order_by_one_question(county):
    mine, other, (clerk,) = county.person("阿一"), county.person("阿二"), county.staff("county_clerk")
    clerk.display_name = ""
    clerk.save()
    for person in (mine, other):
        own = {"person": person, "region": person.region}
        for key, due, state in (
            ("a", date(2024, 4, 1), "open"),
            ("b", None, "open"),
            ("c", date(2024, 3, 9), "open"),
            ("d", DAY, "closed"),
        ):
            Task.objects.create(**own, kind="tell", programme="nursing_subsidy", key=f"{person.pk}{key}", owner_role="county_clerk",
                                due_on=due, state=state, opened_at=moment(DAY))  # fmt: skip
        Case.objects.create(**own, path="cash_benefit", programme="living_subsidy", channel="window", applied_on=DAY,
                            opened_at=moment(DAY), state="on_notice")  # fmt: skip
        for day in range(MOST_CONTACTS + 2):
            ContactAttempt.objects.create(**own, channel="phone", result="reached", at=moment(DAY + timedelta(days=day)), by=clerk,
                                          note=f"第{day}次")  # fmt: skip
        Decline.objects.create(
            **own, programme="fuel_subsidy", declined_at=moment(DAY), recorded_by=clerk, reason="没有车了"
        )
        Decline.objects.create(
            **own, programme="living_subsidy", declined_at=moment(DAY), recorded_by=clerk, withdrawn_at=moment(DAY, 12)
        )

    with CaptureQueriesContext(connection) as asked:
        file = at_a_glance(mine)

    assert len(asked) == 1
    assert [one.on for one in file["tasks"]] == [date(2024, 3, 9), date(2024, 4, 1), None]
    assert {one.word for one in file["tasks"]} == {Task(kind="tell").get_kind_display()}
    assert [(one.programme, one.word, one.on) for one in file["cases"]] == [
        ("living_subsidy", Case(state="on_notice").get_state_display(), DAY)
    ]
    assert [one.said for one in file["contacts"]] == [f"第{day}次" for day in range(MOST_CONTACTS + 1, 1, -1)]
    spoken = ContactAttempt(channel="phone", result="reached")
    newest = file["contacts"][0]
    assert (newest.channel, newest.word, newest.who) == (
        spoken.get_channel_display(),
        spoken.get_result_display(),
        clerk.username,
    )
    assert newest.at == moment(DAY + timedelta(days=MOST_CONTACTS + 1))
    assert [(one.programme, one.said, one.at) for one in file["declines"]] == [
        ("fuel_subsidy", "没有车了", moment(DAY))
    ]
