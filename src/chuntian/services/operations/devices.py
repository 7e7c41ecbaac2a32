"""Things by their label: received, lent, given, returned, repaired, refurbished, scrapped."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from chuntian.registry.models import Person
from chuntian.services.declared import service
from chuntian.services.enums import DeviceState as State
from chuntian.services.enums import DeviceStep as Step
from chuntian.services.enums import FittingStep, Way
from chuntian.services.models import Device, DeviceAction, Fitting, Loan, Order, Provider
from chuntian.trail.operations import record

# Letters and digits that nobody mistakes for one another when a label is read aloud or worn.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXY"
SIZE = 7
STEPS: dict[Step, tuple[frozenset[State], State]] = {
    Step.LEND: (frozenset({State.STOCK}), State.LENT),
    Step.GIVE: (frozenset({State.STOCK}), State.GIVEN),
    Step.RETURN: (frozenset({State.LENT, State.GIVEN}), State.REFURBISH),
    Step.SEND_TO_REPAIR: (frozenset({State.STOCK, State.REFURBISH}), State.REPAIR),
    Step.REPAIRED: (frozenset({State.REPAIR}), State.REFURBISH),
    Step.REFURBISHED: (frozenset({State.REFURBISH}), State.STOCK),
    Step.SCRAP: (frozenset({State.STOCK, State.REPAIR, State.REFURBISH}), State.SCRAPPED),
}


class CannotMoveDevice(Exception):
    """The step does not follow from where the thing is."""


class NoSuchLabel(LookupError):
    """The label's last sign does not fit the others, or no thing has it."""


def check_sign(text: str) -> str:
    """Give the sign that ends a label: one misread sign or two exchanged neighbours give another (weights mod 29)."""
    total = sum((place + 1) * ALPHABET.index(sign) for place, sign in enumerate(text))
    return ALPHABET[total % 29]


def new_label() -> str:
    """Give a label that was never given: FJ-, seven signs and their check."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(SIZE))
    return f"FJ-{text}{check_sign(text)}"


def device_by_label(text: str) -> Device:
    """
    Find a thing by what is on its label, however it is written.

    :raises NoSuchLabel: a sign was misread, or there is no such thing.
    """
    plain = text.strip().upper().replace(" ", "").replace("-", "").removeprefix("FJ")
    if len(plain) != SIZE + 1 or not set(plain) <= set(ALPHABET) or check_sign(plain[:-1]) != plain[-1]:
        raise NoSuchLabel("标签有误，请再核对一遍（字母 FJ 后 8 位）")
    found = Device.objects.filter(label=f"FJ-{plain}").first()
    if found is None:
        raise NoSuchLabel("没有这个标签的辅具")
    return found


def receive_device(
    *, provider: Provider, item: str, serial: str, on: date, by: Any, at: datetime, cost_fen: int | None = None
) -> Device:
    """
    Take a thing into a provider's stock and give it a label. `cost_fen` in fen.

    :raises CannotMoveDevice: this serial number is there, or no device programme knows the item.
    """
    if item not in service("assistive_device_fitting").codes:
        raise CannotMoveDevice(f"辅具目录没有“{item}”")
    try:
        with transaction.atomic():
            made = Device.objects.create(
                provider=provider, region=provider.region, item=item, serial=serial, label=new_label(), cost_fen=cost_fen,
                received_on=on,
            )  # fmt: skip
    except IntegrityError as why:
        raise CannotMoveDevice(f"序列号 {serial} 的{item}已在册") from why
    _did(made, Step.RECEIVE, on, by, at, "")
    return made


@transaction.atomic
def hand_over(
    *, device: Device, person: Person, on: date, by: Any, at: datetime, due_on: date | None = None,
    order: Order | None = None, own_share_fen: int = 0,
) -> Loan:  # fmt: skip
    """
    Lend a thing until a day, or give it for good (no `due_on`); given for good it needs a fitting begun (R-REH-03).

    :raises CannotMoveDevice: it is not in stock, or nobody assessed the person for it.
    """
    if due_on is None:
        steps = set(order.fitting.values_list("step", flat=True)) if order is not None else set()
        if order is None or not {FittingStep.ASSESSMENT, FittingStep.PRESCRIPTION} <= steps:
            raise CannotMoveDevice("适配发放须先评估、开处方；直接交付不算适配（R-REH-03）")
    if order is not None and order.person_id != person.pk:
        raise CannotMoveDevice("服务单不是此人的")
    step = Step.LEND if due_on else Step.GIVE
    moved = _move(device, step, on, by, at, "")
    return Loan.objects.create(
        device=moved, person=person, region=person.region, order=order, lent_on=on, due_on=due_on, own_share_fen=own_share_fen
    )  # fmt: skip


@transaction.atomic
def step_device(*, device: Device, step: str, on: date, by: Any, at: datetime, note: str = "") -> Device:
    """
    Take a thing back, to repair, from repair, to stock, or out of use. What comes back is cleaned before it is in stock.

    :raises CannotMoveDevice: the step does not follow; scrapping without a word why.
    """
    taken = Step(step)
    if taken not in STEPS or taken in (Step.LEND, Step.GIVE):
        raise CannotMoveDevice("借出和发放请登记给谁")
    if taken == Step.SCRAP and not note.strip():
        raise CannotMoveDevice("报废须写明原因")
    moved = _move(device, taken, on, by, at, note)
    if taken == Step.RETURN:
        Loan.objects.filter(device=moved, returned_on__isnull=True).update(returned_on=on)
    return moved


def _move(device: Device, step: Step, on: date, by: Any, at: datetime, note: str) -> Device:
    device = Device.objects.select_for_update().get(pk=device.pk)
    allowed, after = STEPS[step]
    if device.state not in allowed:
        raise CannotMoveDevice(f"{device.label} {device.get_state_display()}，不能“{step.label}”")
    last = device.actions.order_by("-on").values_list("on", flat=True).first()
    if last and on < last:
        raise CannotMoveDevice(f"日期早于上一步（{last}）")
    device.state = after
    device.save(update_fields=["state"])
    _did(device, step, on, by, at, note)
    return device


def _did(device: Device, step: Step, on: date, by: Any, at: datetime, note: str) -> None:
    user = None if isinstance(by, str) else by
    DeviceAction.objects.create(device=device, step=step, on=on, note=note[:300], by=user, at=at)
    record(
        actor=by, action=f"device.{step}", subject_kind="device", subject_id=device.pk, region=device.region, at=at,
        reason=note,
    )  # fmt: skip


@transaction.atomic
def step_fitting(*, order: Order, step: str, on: date, by: Any, at: datetime, note: str = "") -> Fitting:
    """
    Write down one of the five steps of a fitting, in their order.

    :raises CannotMoveDevice: the order is for no device, a step before it is missing, or its day lies before that one.
    """
    if service(order.programme).way != Way.DEVICE:
        raise CannotMoveDevice("该服务单不是辅具项目")
    order = Order.objects.select_for_update().get(pk=order.pk)
    done = dict(order.fitting.values_list("step", "on"))
    before = list(FittingStep)[: list(FittingStep).index(FittingStep(step))]
    missing = [one.label for one in before if one not in done]
    if missing or step in done or any(day > on for day in done.values()):
        raise CannotMoveDevice(f"请按顺序登记适配步骤，每步一次；尚缺：{'、'.join(missing) or '无'}")
    user = None if isinstance(by, str) else by
    made = Fitting.objects.create(order=order, step=FittingStep(step), on=on, note=note[:500], by=user)
    record(
        actor=by, action=f"fitting.{step}", subject_kind="person", subject_id=order.person_id, region=order.region, at=at,
        detail={"order": order.pk},
    )  # fmt: skip
    return made
