"""A small office's services on one day: two providers, people who wait and are served, a claim with faults, things, a home."""

import io
from dataclasses import dataclass
from datetime import date

from PIL import Image
from tests.casework.county import REGION, moment

from chuntian.accounts.models import Assignment, User
from chuntian.places.models import Organisation
from chuntian.registry.models import Person
from chuntian.services import operations as services
from chuntian.services.models import (
    Agreement,
    Appointment,
    Assessment,
    Claim,
    ClaimLine,
    Device,
    HomeWorks,
    Need,
    Order,
    Project,
    Provider,
    RoomPhoto,
    ScaleForm,
    Session,
)
from chuntian.services.sample_scale import sample_form

FIRST, LAST, TODAY = date(2024, 1, 1), date(2024, 12, 31), date(2024, 3, 20)
BASIC, ITEM, HOME = "precision_rehab", "function_training", "home_accessibility"
ROOM = {"name": "卫生间", "length_mm": 2100, "width_mm": 1500, "door_mm": 620, "step_mm": 150}


@dataclass
class Served:
    """What was furnished, by name."""

    provider: Provider
    other: Provider
    agreement: Agreement
    need: Need
    waiting: Order
    order: Order
    session: Session
    appointment: Appointment
    claim: Claim
    line: ClaimLine
    device: Device
    project: Project
    home: HomeWorks
    photo: RoomPhoto
    scale: ScaleForm
    assessment: Assessment
    staff: User
    colleague: User


class Furnishing:
    """The steps, each by the one whose it is."""

    def __init__(self, clerk: User, approver: User, staff: User) -> None:
        self.clerk, self.approver, self.staff = clerk, approver, staff
        self.at = moment(FIRST)

    def provider(self, name: str, price_fen: int, programmes: dict[str, str], access: str) -> Provider:
        where = Organisation.objects.create(
            kind="provider", name=name, division=REGION, region=REGION, address="福利路 8 号", phone="0931-5550101"
        )
        made = services.register_provider(
            organisation=where, qualification="残疾人定点康复机构", capacity=20, shut_weekdays="7", staff=12, access=access,
            by=self.clerk, at=self.at,
        )  # fmt: skip
        for programme, item in programmes.items():
            if item:
                services.set_price(
                    provider=made, item=item, price_fen=price_fen, from_on=FIRST, by=self.clerk, at=self.at
                )
            agreement = services.apply_for_agreement(
                provider=made, programme=programme, region=REGION, on=FIRST, by=self.clerk, at=self.at
            )
            for step in ("assess", "publish", "sign"):
                services.step_agreement(
                    agreement=agreement, step=step, on=FIRST, ends_on=LAST, number="西残协〔2024〕1号", by=self.approver, at=self.at
                )  # fmt: skip
        return made

    def need(self, person: Person, kind: str, known_on: date, urgency: int = 3) -> Need:
        return services.record_need(
            person=person, kind=kind, source="survey", known_on=known_on, urgency=urgency, by=self.clerk, at=self.at
        )

    def order(self, person: Person, provider: Provider, ceiling_fen: int) -> Order:
        asked = services.ask_for(person=person, programme=BASIC, on=FIRST, by=self.clerk, at=self.at)
        return services.place(
            order=asked, provider=provider, starts_on=FIRST, ends_on=LAST, items={ITEM: None}, chosen_by="guardian",
            ceiling_fen=ceiling_fen, by=self.clerk, at=self.at,
        )  # fmt: skip

    def assess(self, order: Order, scale: ScaleForm, on: date, stage: str, each: int) -> Assessment:
        asked = [one["name"] for one in scale.questions if one["kind"] == "choice"]
        return services.assess(
            person=order.person, form=scale, answers=dict.fromkeys(asked, str(each)), on=on, stage=stage, order=order,
            by=self.staff, at=moment(on, 20),
        )  # fmt: skip

    def session(self, order: Order, day: date, hour: int, *, minute: int = 0, accepted: bool = True) -> Session:
        start = hour * 60 + minute
        made = services.enter_session(
            order=order, item=ITEM, day=day, starts=start, ends=start + 50, by=self.staff, at=moment(day, 20)
        )
        if accepted:
            made = services.confirm_session(session=made, proof="signature", by=self.clerk, at=moment(day, 21))
        return made


def furnish_services(names: list[str], *, clerk: User, approver: User, staff: User) -> Served:
    """Fill in the services of a county that is furnished already; `names` are seven persons of it."""
    does = Furnishing(clerk, approver, staff)
    people = [Person.objects.get(name=name) for name in names]
    one = does.provider("晨光康复中心", 10_000, {BASIC: ITEM, HOME: ""}, "门口有坡道，有无障碍卫生间")
    two = does.provider("向阳康复中心", 40_000, {BASIC: ITEM}, "")
    User.objects.filter(pk=staff.pk).update(organisation_id=one.organisation_id)
    colleague = User.objects.create_user(
        "provider-colleague", display_name="康复师小李", organisation_id=one.organisation_id
    )
    Assignment.objects.create(user=colleague, role="provider", region=REGION, valid_from=FIRST)
    served, over = does.order(people[0], one, 1_600_000), does.order(people[1], one, 15_000)
    elsewhere = does.order(people[2], two, 1_600_000)
    does.session(served, date(2024, 2, 6), 9)
    does.session(served, date(2024, 2, 6), 9, minute=20)  # a double
    does.session(served, date(2024, 2, 11), 9)  # a Sunday
    does.session(served, date(2024, 2, 13), 9)
    does.session(over, date(2024, 2, 6), 10)
    does.session(over, date(2024, 2, 13), 10)  # over the ceiling
    does.session(elsewhere, date(2024, 2, 7), 9)
    waits = does.session(served, TODAY, 9, accepted=False)
    planned = services.plan(
        order=served, day=date(2024, 3, 28), starts=840, ends=890, item=ITEM, staff="康复师小李", by=staff, at=moment(TODAY, 8)
    ).made[0]  # fmt: skip
    claim = _claimed(does, one)
    need = does.need(people[3], "rehabilitation", date(2023, 9, 15), 1)
    waiting = services.ask_for(person=people[3], programme=BASIC, on=date(2023, 10, 8), need=need, by=clerk, at=does.at)
    does.need(people[4], "care", date(2024, 3, 1))
    device = services.receive_device(
        provider=one, item="wheelchair", serial="LY-2024-001", on=FIRST, cost_fen=98_000, by=clerk, at=does.at
    )
    does.need(people[5], "device", date(2024, 2, 1))
    services.hand_over(
        device=device, person=people[5], on=date(2024, 1, 10), due_on=date(2024, 3, 10), by=clerk, at=moment(date(2024, 1, 10))
    )  # fmt: skip
    project, home, photo = _home(does, one, people[4], people[6])
    scale = services.add_form(region=REGION, content=sample_form(), by=clerk, at=does.at)
    assessment = does.assess(served, scale, date(2024, 1, 4), "before", 1)
    does.assess(served, scale, date(2024, 3, 15), "during", 2)
    line = claim.lines.exclude(findings=0).order_by("pk").first()
    assert line is not None
    return Served(
        one, two, one.agreements.get(programme=BASIC), need, waiting, served, waits, planned, claim, line, device, project, home, photo,
        scale, assessment, staff, colleague,
    )  # fmt: skip


def _claimed(does: Furnishing, provider: Provider) -> Claim:
    made = services.build_claims(region=REGION, month="2024-02", by=does.staff, at=moment(date(2024, 3, 5)))
    return next(one for one in made if one.provider_id == provider.pk)


def picture(colour: str = "teal") -> bytes:
    """Give a small photograph."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return out.getvalue()


def _home(does: Furnishing, provider: Provider, cheap: Person, person: Person):  # type: ignore[no-untyped-def]
    at, clerk = does.at, does.clerk
    project = services.open_project(
        region=REGION, programme=HOME, year=2024, name="2024年家庭无障碍改造", households=20, average_fen=350_000,
        document="甘残联发〔2024〕1号", by=clerk, at=at,
    )  # fmt: skip
    done = services.survey_home(project=project, person=cheap, rooms=[ROOM], on=FIRST, by=clerk, at=at)
    done = services.plan_home(home=done, plan={"卫生间": {"handrail": 2}}, agreed_on=FIRST, by=clerk, at=at)
    room = done.rooms.get()
    item = room.plan.get()
    done = services.quote_home(home=done, provider=provider, prices_fen={item.pk: 99_050}, on=FIRST, by=clerk, at=at)
    services.photograph(room=room, when="before", content=picture("gray"), taken_on=FIRST, by=clerk, at=at)
    done = services.begin_works(home=done, by=clerk, at=at)
    room = done.rooms.get()
    photo = services.photograph(room=room, when="after", content=picture(), taken_on=TODAY, by=clerk, at=at)
    done = services.finish_works(home=done, on=date(2024, 2, 20), by=clerk, at=at)
    services.accept_works(
        home=done, on=date(2024, 3, 1), final_fen=198_100, warranty_to=LAST, by=does.approver, at=moment(date(2024, 3, 1))
    )  # fmt: skip
    home = services.survey_home(project=project, person=person, rooms=[ROOM], on=date(2024, 3, 4), by=clerk, at=at)
    return project, home, photo
