"""Devices by their label and homes made accessible: something of every state, so that a page has something to show."""

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

from chuntian.accounts.enums import Role
from chuntian.demo.office import Office
from chuntian.demo.opening import person_ids
from chuntian.demo.services import needs_of
from chuntian.demo.world import MONTHS, OPENING, World
from chuntian.registry.models import Person
from chuntian.services import operations as services
from chuntian.services.enums import FittingStep
from chuntian.services.models import Device, HomeWorks, PlanItem, Project, Provider

FITTING, RENTAL, HOMES = "assistive_device_fitting", "assistive_device_rental", "home_accessibility"
DEVICES = ("wheelchair", "walker", "hearing_aid", "visual_aid")
OF_EACH, LENT, FITTED = 6, 8, 4
ROOMS = (
    {"name": "卫生间", "width_mm": 1500, "length_mm": 2100, "door_mm": 680, "step_mm": 40},
    {"name": "入户门", "width_mm": 1200, "length_mm": 1500, "door_mm": 760, "step_mm": 120},
)
PLAN = {"卫生间": {"handrail": 2, "toilet": 1}, "入户门": {"ramp": 1}}
# What each home costs in yuan, and how many steps it gets: 1,981 beside an average of 3,500 is asked about.
COSTS = ((1_981, 6), (3_400, 6), (9_900, 6), (3_600, 5), (3_200, 4), (4_000, 3), (0, 2), (0, 1))
HOUSEHOLDS, AVERAGE_FEN = 20, 350_000
DAY = date(2024, 1, 15)


def furnish(office: Office, world: World, lender: Provider, builder: Provider) -> dict[str, int]:
    """Give the county a stock of devices, loans, fittings, and a project of works; count what there is."""
    for provider, programme in ((lender, FITTING), (lender, RENTAL), (builder, HOMES)):
        _agree(office, provider, programme)
    in_need = iter(_people(world, "device"))
    stock = _stock(office, lender)
    _lend(office, stock, in_need)
    _fit(office, lender, stock, in_need)
    _works(office, builder, _people(world, "home_accessibility"))
    return {"devices": Device.objects.count(), "homes": HomeWorks.objects.count()}


def _people(world: World, need: str) -> list[Person]:
    here = [
        one.resident_id for one in world.humans
        if one.certificates and one.is_holder(OPENING) and one.hukou(OPENING).startswith(world.county) and not one.second_id
        and one.death_on is None and need in needs_of(one)
    ][:40]  # fmt: skip
    ids = person_ids(here)
    return list(Person.objects.filter(pk__in=ids.values(), merged_into__isnull=True).order_by("resident_index"))


def _agree(office: Office, provider: Provider, programme: str) -> None:
    clerk, at = office.who(Role.COUNTY_CLERK), office.at(MONTHS[0], 2)
    agreement = services.apply_for_agreement(
        provider=provider, programme=programme, region=office.region, on=OPENING, by=clerk, at=at
    )
    for step in ("assess", "publish", "sign"):
        services.step_agreement(
            agreement=agreement, step=step, on=OPENING, ends_on=date(2024, 12, 31), by=clerk, at=at, number=f"演示〔2024〕{programme}"
        )  # fmt: skip


def _stock(office: Office, provider: Provider) -> list[Device]:
    clerk, at = office.who(Role.COUNTY_CLERK), office.at(MONTHS[0], 4)
    return [
        services.receive_device(
            provider=provider,
            item=item,
            serial=f"YS-{item[:2].upper()}{number:03}",
            on=OPENING,
            by=clerk,
            at=at,
            cost_fen=80_000,
        )
        for number in range(1, OF_EACH + 1)
        for item in DEVICES
    ]


def _lend(office: Office, stock: list[Device], people: Iterator[Person]) -> None:
    """Lend some, half of them due already; take the first back, repair one and scrap one."""
    clerk, at = office.who(Role.COUNTY_CLERK), office.at(MONTHS[0], 15)
    lent = [stock.pop() for _ in range(LENT)]
    for number, (device, person) in enumerate(zip(lent, people, strict=False)):
        due = DAY + timedelta(days=14 if number % 2 else 330)
        services.hand_over(device=device, person=person, on=DAY, due_on=due, by=clerk, at=at)
        steps = {0: ("return", "refurbished"), 1: ("return", "send_to_repair")}.get(number, ())
        for place, step in enumerate(steps):
            services.step_device(device=device, step=step, on=DAY + timedelta(days=10 + place), by=clerk, at=at)
    services.step_device(device=stock.pop(), step="scrap", on=DAY, by=clerk, at=at, note="车架断裂（演示）")


def _fit(office: Office, provider: Provider, stock: list[Device], people: Iterator[Person]) -> None:
    """Fit some for good: assessed and prescribed first, the last not yet followed up."""
    clerk, at = office.who(Role.COUNTY_CLERK), office.at(MONTHS[0], 20)
    for number, person in zip(range(FITTED), people, strict=False):
        device = stock.pop()
        need = services.record_need(person=person, kind="device", source="request", known_on=DAY, by=clerk, at=at)
        asked = services.ask_for(person=person, programme=FITTING, need=need, on=DAY, by=clerk, at=at)
        order = services.place(
            order=asked, provider=provider, starts_on=DAY, ends_on=date(2024, 12, 31), items={device.item: 1},
            chosen_by="person", by=clerk, at=at,
        )  # fmt: skip
        for place, step in enumerate(list(FittingStep)[: 5 - number]):
            if step == FittingStep.FITTING:
                services.hand_over(
                    device=device, person=person, order=order, on=DAY + timedelta(days=place), by=clerk, at=at
                )
            services.step_fitting(order=order, step=step, on=DAY + timedelta(days=place), by=clerk, at=at)


def _works(office: Office, builder: Provider, people: list[Person]) -> None:
    clerk, at = office.who(Role.COUNTY_CLERK), office.at(MONTHS[0], 10)
    project = services.open_project(
        region=office.region, programme=HOMES, year=2024, name="2024年困难重度残疾人家庭无障碍改造（演示）",
        households=HOUSEHOLDS, average_fen=AVERAGE_FEN, document="演示文件", by=clerk, at=at,
    )  # fmt: skip
    for person, (yuan, steps) in zip(people, COSTS, strict=False):
        _home(office, project, builder, person, yuan * 100, steps)


def _home(office: Office, project: Project, builder: Provider, person: Person, fen: int, steps: int) -> None:
    """Take a home as many steps as it gets: survey, plan, quote, works, built, accepted."""
    clerk, at = office.who(Role.COUNTY_CLERK), office.at(MONTHS[0], 25)
    said = {"by": clerk, "at": at}
    need = services.record_need(person=person, kind=HOMES, source="visit", known_on=DAY, **said)
    home = services.survey_home(project=project, person=person, rooms=ROOMS, on=DAY, need=need, **said)
    if steps > 1:
        home = services.plan_home(home=home, plan=PLAN, agreed_on=DAY, **said)
    if steps > 2:
        items = list(PlanItem.objects.filter(room__works=home))
        prices = {one.pk: fen // sum(item.quantity for item in items) for one in items}
        home = services.quote_home(home=home, provider=builder, prices_fen=prices, on=DAY, **said)
    if steps > 3:
        _photograph(home, "before", **said)
        home = services.begin_works(home=home, **said)
    if steps > 4:
        home = services.finish_works(home=home, on=DAY + timedelta(days=20), **said)
        _photograph(home, "after", **said)
    if steps > 5:
        services.accept_works(
            home=home, on=DAY + timedelta(days=25), final_fen=home.quoted_fen or fen, warranty_to=date(2026, 2, 9),
            by=office.who(Role.COUNTY_APPROVER), at=at,
        )  # fmt: skip


def _photograph(home: HomeWorks, when: str, **said: object) -> None:
    for number, room in enumerate(home.rooms.order_by("name")):
        content = _picture(wide=when == "after", shade=number)
        services.photograph(room=room, when=when, content=content, taken_on=DAY, **said)  # type: ignore[arg-type]


def _picture(*, wide: bool, shade: int) -> bytes:
    """Draw a door with a step, or a wider one with a ramp: a drawing that stands for a photograph."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (640, 480), (236 - 12 * shade, 232, 224))
    pen, left = ImageDraw.Draw(picture), 190 if wide else 250
    pen.rectangle((left, 90, 640 - left, 400), fill=(150, 110, 70), outline=(60, 40, 20), width=4)
    if wide:
        pen.polygon([(80, 460), (640 - left, 400), (left, 400)], fill=(120, 120, 120))
        pen.line([(90, 380), (left, 320)], fill=(30, 80, 160), width=10)
    else:
        pen.rectangle((200, 400, 440, 440), fill=(120, 120, 120))
    kept = BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()
