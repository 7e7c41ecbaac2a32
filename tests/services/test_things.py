"""Devices by their label, homes from survey to acceptance, scales from a spreadsheet."""

import io
import re
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.casework.county import REGION, moment
from tests.services.conftest import FIRST, LAST

from chuntian.casework.models import Bill
from chuntian.services import operations as services
from chuntian.services import photos
from chuntian.services.models import Loan, PlanItem, RoomPhoto
from chuntian.services.operations.devices import ALPHABET, check_sign, new_label
from chuntian.services.queries import homes_out_of_line, loans_overdue, project_standing, stock, what_runs

AT = moment(date(2024, 6, 1))
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)


@given(st.text(ALPHABET, min_size=7, max_size=7), st.data())
def test_one_misread_sign_or_two_exchanged_ones_are_noticed(text, data):
    place, sign = data.draw(st.integers(0, 6)), data.draw(st.sampled_from(ALPHABET))
    misread = text[:place] + sign + text[place + 1 :]
    turn = data.draw(st.integers(0, 5))
    turned = text[:turn] + text[turn + 1] + text[turn] + text[turn + 2 :]

    assert misread == text or check_sign(misread) != check_sign(text)
    assert turned == text or check_sign(turned) != check_sign(text)
    assert re.fullmatch(r"FJ-[2-9A-Y]{8}", new_label())


def test_a_thing_is_lent_returned_repaired_and_lent_again_by_its_label(centre):
    one, other = centre.county.person("阿一"), centre.county.person("阿二")
    device = services.receive_device(
        provider=centre.one, item="wheelchair", serial="A1", on=FIRST, by=centre.clerk, at=AT, cost_fen=80_000
    )
    found = services.device_by_label(device.label.lower().replace("-", " "))
    services.hand_over(device=found, person=one, on=date(2024, 2, 1), due_on=date(2024, 5, 1), by=centre.clerk, at=AT)
    assert "借用" in what_runs(one.pk)
    with pytest.raises(services.CannotMoveDevice, match="借出"):
        services.hand_over(
            device=found, person=other, on=date(2024, 2, 2), due_on=date(2024, 5, 1), by=centre.clerk, at=AT
        )
    assert [loan.person for loan in loans_overdue(REGION, on=date(2024, 5, 2))] == [one]

    for step, on in (
        ("return", date(2024, 5, 3)),
        ("send_to_repair", date(2024, 5, 4)),
        ("repaired", date(2024, 5, 9)),
        ("refurbished", date(2024, 5, 10)),
    ):
        device = services.step_device(device=device, step=step, on=on, by=centre.clerk, at=AT)
    services.hand_over(
        device=device, person=other, on=date(2024, 5, 12), due_on=date(2024, 9, 1), by=centre.clerk, at=AT
    )

    assert list(Loan.objects.order_by("lent_on").values_list("person_id", "returned_on")) == [
        (one.pk, date(2024, 5, 3)),
        (other.pk, None),
    ]
    assert [(row["state"], row["count"]) for row in stock(REGION)] == [("lent", 1)]
    assert what_runs(one.pk) == ""


def test_a_parcel_is_no_fitting(centre):
    centre.agree(centre.one, "assistive_device_fitting")
    order = centre.order(programme="assistive_device_fitting", items={"wheelchair": 1})
    device = services.receive_device(
        provider=centre.one, item="wheelchair", serial="B1", on=FIRST, by=centre.clerk, at=AT
    )
    with pytest.raises(services.CannotMoveDevice, match="R-REH-03"):
        services.hand_over(device=device, person=order.person, order=order, on=date(2024, 2, 1), by=centre.clerk, at=AT)
    with pytest.raises(services.CannotMoveDevice, match="评估"):
        services.step_fitting(order=order, step="prescription", on=date(2024, 2, 1), by=centre.clerk, at=AT)
    for step in ("assessment", "prescription"):
        services.step_fitting(order=order, step=step, on=date(2024, 2, 1), by=centre.clerk, at=AT)

    services.hand_over(device=device, person=order.person, order=order, on=date(2024, 2, 2), by=centre.clerk, at=AT)

    assert Loan.objects.get().due_on is None
    with pytest.raises(services.NoSuchLabel):
        services.device_by_label("FJ-22222223")


def adapt(centre, project, name: str, fen: int):
    person = centre.county.person(name)
    home = services.survey_home(
        project=project, person=person, on=FIRST, by=centre.clerk, at=AT,
        rooms=[{"name": "卫生间", "width_mm": 1500, "length_mm": 2100, "door_mm": 680, "step_mm": 40},
               {"name": "卧室", "width_mm": 3000, "length_mm": 3600}],
    )  # fmt: skip
    home = services.plan_home(
        home=home, plan={"卫生间": {"handrail": 2}}, agreed_on=date(2024, 2, 1), by=centre.clerk, at=AT
    )
    item = PlanItem.objects.get(room__works=home)
    return services.quote_home(
        home=home, provider=centre.one, prices_fen={item.pk: fen // 2}, on=date(2024, 2, 5), by=centre.clerk, at=AT
    )


@pytest.fixture
def project(centre):
    centre.agree(centre.one, "home_accessibility")
    return services.open_project(
        region=REGION, programme="home_accessibility", year=2024, name="2024年项目", households=2, average_fen=350_000,
        document="省残联2024年通知", by=centre.clerk, at=AT,
    )  # fmt: skip


def test_a_home_goes_from_survey_to_acceptance_with_photographs(centre, project, data_folder):
    home = adapt(centre, project, "阿一", 500_000)
    room = home.rooms.get(name="卫生间")
    with pytest.raises(services.CannotBuild, match="改造前"):
        services.begin_works(home=home, by=centre.clerk, at=AT)
    services.photograph(room=room, when="before", content=PICTURE, taken_on=date(2024, 2, 6), by=centre.clerk, at=AT)
    home = services.begin_works(home=home, by=centre.clerk, at=AT)
    home = services.finish_works(home=home, on=date(2024, 3, 1), by=centre.clerk, at=AT)
    said = {"on": date(2024, 3, 5), "final_fen": 490_000, "warranty_to": LAST, "by": centre.approver, "at": AT}
    with pytest.raises(services.CannotBuild, match="改造后"):
        services.accept_works(home=home, **said)
    room.works.refresh_from_db()
    after = services.photograph(
        room=room, when="after", content=PICTURE + b"1", taken_on=date(2024, 3, 2), by=centre.clerk, at=AT
    )
    home = services.accept_works(home=home, **said)

    assert photos.read(after) == PICTURE + b"1"
    assert PICTURE not in photos.photo_path(after.pk).read_bytes()
    assert RoomPhoto.objects.count() == 2
    assert (Bill.objects.get().amount_fen, home.state) == (490_000, "accepted")
    with pytest.raises(services.CannotBuild):
        services.photograph(room=room, when="after", content=b"GIF89a", taken_on=LAST, by=centre.clerk, at=AT)


def test_the_average_holds_the_projects_sum_and_never_one_home(centre, project):
    first = adapt(centre, project, "阿一", 600_000)  # far above 3,500 yuan, and allowed

    with pytest.raises(services.ProjectSpent, match="户均"):
        adapt(centre, project, "阿二", 110_000)
    standing = project_standing(project)

    assert (standing.bound_fen, standing.average_fen) == (600_000, None)
    services.drop_home(home=first, reason="住户改变主意", by=centre.clerk, at=AT)
    assert project_standing(project).bound_fen == 0
    assert list(homes_out_of_line(project)) == []


def scale(*rows) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in (["type", "name", "label", "constraint", "required"], *rows):
        book.active.append(row)
    choices = book.create_sheet("choices")
    for row in (["list_name", "name", "label"], ["yn", "2", "能"], ["yn", "0", "不能"]):
        choices.append(row)
    settings = book.create_sheet("settings")
    for row in (["form_title", "form_id"], ["日常生活能力", "adl"]):
        settings.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_a_county_changes_a_scale_in_a_spreadsheet(centre):
    content = scale(
        ["select_one yn", "walk", "能独立行走", "", "yes"], ["integer", "eat", "进食", ". >= 0 and . <= 5", "yes"]
    )
    form = services.add_form(region=REGION, content=content, by=centre.clerk, at=AT)
    assert services.add_form(region=REGION, content=content, by=centre.clerk, at=AT) == form
    person = centre.county.person("阿一")

    made = services.assess(
        person=person, form=form, answers={"walk": "2", "eat": "4"}, on=FIRST, by=centre.clerk, at=AT
    )
    with pytest.raises(services.BadAnswer) as refused:
        services.assess(person=person, form=form, answers={"walk": "1", "eat": 9}, on=FIRST, by=centre.clerk, at=AT)
    longer = services.add_form(
        region=REGION, content=scale(["integer", "eat", "进食", "", "yes"]), by=centre.clerk, at=AT
    )

    assert (form.title, form.version, made.score, longer.version) == ("日常生活能力", 1, 6, 2)
    assert set(refused.value.fields) == {"walk", "eat"}


@pytest.mark.parametrize(
    "content",
    [b"not a spreadsheet", scale(["geopoint", "where", "地点", "", ""]), scale(["integer", "a", "A", ". > 3", ""])],
)
def test_what_a_scale_cannot_ask_is_refused_by_name(content):
    from chuntian.services.xlsform import BadForm, read_form

    with pytest.raises(BadForm):
        read_form(content)
