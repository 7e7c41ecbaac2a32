"""Homes made accessible: survey, plan, quote, works, acceptance; the project's sum is held, a single home has no cap."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Sum

from chuntian.accounts.models import User
from chuntian.casework.operations import bill
from chuntian.casework.operations.tasks import need_reason
from chuntian.kernel.divisions import pad
from chuntian.registry.models import Person
from chuntian.services import photos
from chuntian.services.declared import service
from chuntian.services.enums import NeedState, Way, When
from chuntian.services.enums import WorksState as State
from chuntian.services.models import AgreementSpan, HomeWorks, Need, PlanItem, Project, Provider, Room, RoomPhoto
from chuntian.trail.operations import record


class CannotBuild(Exception):
    """The step does not follow, or something it needs is missing."""


class ProjectSpent(CannotBuild):
    """The project's whole sum, households times average, would be passed."""


def open_project(
    *, region: str, programme: str, year: int, name: str, households: int, average_fen: int, document: str, by: Any,
    at: datetime,
) -> Project:  # fmt: skip
    """Open a project: so many households at an average in fen, by a document. The average caps no single home."""
    if service(programme).way != Way.WORKS or households <= 0:
        raise CannotBuild("须为工程类项目，并写明计划户数")
    made = Project.objects.create(
        region=pad(region), programme=programme, year=year, name=name, households=households, average_fen=average_fen,
        document=need_reason(document),
    )  # fmt: skip
    record(
        actor=by, action="works.project", subject_kind="works_project", subject_id=made.pk, region=made.region, at=at,
        detail={"households": households, "average_fen": average_fen},
    )  # fmt: skip
    return made


@transaction.atomic
def survey_home(
    *, project: Project, person: Person, rooms: Sequence[Mapping[str, Any]], on: date, by: Any, at: datetime,
    need: Need | None = None,
) -> HomeWorks:  # fmt: skip
    """
    Write down the survey of a home: rooms with name, width_mm, length_mm, and where measured door_mm, step_mm (millimetres).

    :raises CannotBuild: no room was measured, or the person's home is in the project already.
    """
    if not rooms or any(not room.get("width_mm") or not room.get("length_mm") for room in rooms):
        raise CannotBuild("勘察须至少量一间房，写明长和宽（毫米）")
    if HomeWorks.objects.filter(project=project, person=person).exists():
        raise CannotBuild("此户已在本项目中")
    home = HomeWorks.objects.create(
        project=project, person=person, region=person.region, need=need, surveyed_on=on
    )  # fmt: skip
    Room.objects.bulk_create([Room(works=home, **room) for room in rooms])
    if need is not None:
        Need.objects.filter(pk=need.pk, state=NeedState.OPEN).update(state=NeedState.PLANNED)
    _say(home, "survey", by, at, {"rooms": len(rooms)})
    return home


@transaction.atomic
def plan_home(
    *, home: HomeWorks, plan: Mapping[str, Mapping[str, int]], agreed_on: date, by: Any, at: datetime
) -> HomeWorks:
    """
    Write the household's plan (room → item → quantity) that the household agreed to on a day.

    :raises CannotBuild: a room was not surveyed, an item is not in the catalogue, or the home is past planning.
    """
    home = _at(home, State.SURVEYED, State.PLANNED)
    rooms = {room.name: room for room in home.rooms.all()}
    codes = service(home.project.programme).codes
    if not plan or not set(plan) <= set(rooms) or any(not set(items) <= codes for items in plan.values()):
        raise CannotBuild(f"方案的房间须已勘察，项目须在目录内：{'、'.join(sorted(codes))}")
    if agreed_on < home.surveyed_on:
        raise CannotBuild("住户同意日期早于勘察日期")
    PlanItem.objects.filter(room__works=home).delete()
    PlanItem.objects.bulk_create(
        [PlanItem(room=rooms[name], item=item, quantity=n) for name, items in plan.items() for item, n in items.items()]
    )
    home.state, home.agreed_on = State.PLANNED, agreed_on
    home.save(update_fields=["state", "agreed_on"])
    _say(home, "plan", by, at)
    return home


@transaction.atomic
def quote_home(
    *, home: HomeWorks, provider: Provider, prices_fen: Mapping[int, int], on: date, by: Any, at: datetime
) -> HomeWorks:
    """
    Take a provider's quote: the unit price in fen of every item of the plan, by its id.

    :raises ProjectSpent: with this home the project would cost more than its sum. :raises CannotBuild
    """
    home = _at(home, State.PLANNED, State.QUOTED)
    items = list(PlanItem.objects.filter(room__works=home))
    if {item.pk for item in items} != set(prices_fen) or min(prices_fen.values()) <= 0:
        raise CannotBuild("报价须覆盖方案的每一项，单价大于零")
    spans = AgreementSpan.objects.filter(agreement__provider=provider, agreement__programme=home.project.programme)
    if not spans.filter(from_on__lte=on, to_on__gte=on).exists():
        raise CannotBuild(f"{provider} 在 {on} 没有该项目的有效协议")
    for item in items:
        item.price_fen = prices_fen[item.pk]
    PlanItem.objects.bulk_update(items, ["price_fen"])
    fen = sum(item.quantity * prices_fen[item.pk] for item in items)
    _hold_sum(home, fen)
    home.state, home.provider, home.quoted_fen = State.QUOTED, provider, fen
    home.save(update_fields=["state", "provider", "quoted_fen"])
    _say(home, "quote", by, at, {"fen": fen})
    return home


def _hold_sum(home: HomeWorks, fen: int) -> None:
    project = Project.objects.select_for_update().get(pk=home.project_id)
    others = project.homes.exclude(pk=home.pk).exclude(state=State.DROPPED)
    sums = others.filter(final_fen__isnull=False).aggregate(fen=Sum("final_fen"))["fen"] or 0
    sums += others.filter(final_fen__isnull=True).aggregate(fen=Sum("quoted_fen"))["fen"] or 0
    if sums + fen > project.sum_fen:
        over = (sums + fen - project.sum_fen) / 100
        raise ProjectSpent(
            f"连同此户将超出项目总额 {over:,.2f} 元；每户不设上限，但总额按户均控制：请调整方案或申请追加"
        )


@transaction.atomic
def photograph(
    *, room: Room, when: str, content: bytes, taken_on: date, by: Any, at: datetime
) -> RoomPhoto:  # fmt: skip
    """
    Keep a photograph of a room before or after; the same picture again gives the one that is there.

    :raises CannotBuild: it is no JPEG or PNG, too large, or "after" before the works were done.
    """
    home = room.works
    if photos.kind_of(content) is None or len(content) > photos.MOST:
        raise CannotBuild("照片须为 JPEG 或 PNG，不超过 12 MB")
    if When(when) == When.AFTER and home.state not in (State.BUILDING, State.BUILT):
        raise CannotBuild("施工开始后才有“改造后”照片")
    digest = hashlib.sha256(content).hexdigest()
    there = RoomPhoto.objects.filter(room=room, sha256=digest).first()
    if there is not None:
        return there
    user = None if isinstance(by, str) else by
    made = RoomPhoto.objects.create(
        room=room, when=When(when), taken_on=taken_on, sha256=digest, size=len(content), added_by=user, added_at=at
    )
    photos.keep(made, content)
    return made


@transaction.atomic
def begin_works(*, home: HomeWorks, by: Any, at: datetime) -> HomeWorks:
    """
    Let the works begin.

    :raises CannotBuild: no quote yet, or a planned room has no photograph of before.
    """
    home = _at(home, State.QUOTED)
    _need_photos(home, When.BEFORE)
    home.state = State.BUILDING
    home.save(update_fields=["state"])
    _say(home, "begin", by, at)
    return home


@transaction.atomic
def finish_works(*, home: HomeWorks, on: date, by: Any, at: datetime) -> HomeWorks:
    """Say that everything planned is built. :raises CannotBuild: the works have not begun."""
    home = _at(home, State.BUILDING)
    PlanItem.objects.filter(room__works=home).update(done=True)
    home.state, home.built_on = State.BUILT, on
    home.save(update_fields=["state", "built_on"])
    _say(home, "finish", by, at)
    return home


@transaction.atomic
def accept_works(*, home: HomeWorks, on: date, final_fen: int, warranty_to: date, by: User, at: datetime) -> HomeWorks:
    """
    Accept a home with its final sum in fen, photographs before and after at hand, and owe the provider.

    :raises ProjectSpent, CannotBuild: a photograph is missing, or the sum exceeds the quote.
    """
    home = _at(home, State.BUILT)
    _need_photos(home, When.AFTER)
    if home.built_on is None or on < home.built_on or not 0 < final_fen <= (home.quoted_fen or 0):
        raise CannotBuild("验收不早于完工；决算须大于零，超出报价的须重新报价")
    _hold_sum(home, final_fen)
    home.state, home.accepted_on, home.final_fen, home.warranty_to = State.ACCEPTED, on, final_fen, warranty_to
    digest = hashlib.sha256(f"{home.pk}|{final_fen}".encode()).hexdigest()
    home.bill = bill(
        key=f"services.home:{home.pk}", payee_id=home.provider.organisation_id, programme=home.project.programme,
        region=home.region[:6], month=f"{on:%Y-%m}", amount_fen=final_fen, count=1, digest=digest, by=by, at=at,
    )  # fmt: skip
    home.save()
    _say(home, "accept", by, at, {"fen": final_fen})
    return home


@transaction.atomic
def drop_home(*, home: HomeWorks, reason: str, by: Any, at: datetime) -> HomeWorks:
    """Take a home out of the project before works begin. :raises CannotBuild, ReasonMissing"""
    home = _at(home, State.SURVEYED, State.PLANNED, State.QUOTED)
    home.state, home.why = State.DROPPED, need_reason(reason)[:300]
    home.save(update_fields=["state", "why"])
    _say(home, "drop", by, at)
    return home


def _at(home: HomeWorks, *states: State) -> HomeWorks:
    home = HomeWorks.objects.select_for_update(of=("self",)).select_related("project").get(pk=home.pk)
    if home.state not in states:
        raise CannotBuild(f"此户{home.get_state_display()}，不能办这一步")
    return home


def _need_photos(home: HomeWorks, when: When) -> None:
    rooms = Room.objects.filter(works=home, plan__isnull=False).distinct()
    bare = rooms.exclude(photos__when=when).values_list("name", flat=True)
    if names := list(bare):
        raise CannotBuild(f"缺“{when.label}”照片：{'、'.join(names)}")


def _say(home: HomeWorks, what: str, by: Any, at: datetime, detail: dict | None = None) -> None:
    record(
        actor=by, action=f"works.{what}", subject_kind="person", subject_id=home.person_id, region=home.region, at=at,
        detail={"works": home.pk, **(detail or {})},
    )  # fmt: skip
