"""One home: measured rooms, the household's plan and its prices, photographs before and after."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from chuntian.services import photos
from chuntian.services.enums import When
from chuntian.services.enums import WorksState as State
from chuntian.services.models import HomeWorks, PlanItem, RoomPhoto
from chuntian.services.readings import item_name
from chuntian.trail.operations import record
from chuntian.web import bulk, exports
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.serving.common import VIEW, trail
from chuntian.web.desk.serving.home_deeds import DEEDS
from chuntian.web.named import source
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names
from chuntian.web.reading.serving import works_tag
from chuntian.web.shown import Cell, Table, Tag, columns
from chuntian.web.templatetags.desk import count, day, yuan

WAY = [State.SURVEYED, State.PLANNED, State.QUOTED, State.BUILDING, State.BUILT, State.ACCEPTED]


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def home(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one home and its next step."""
    rows = HomeWorks.objects.select_related("person", "project", "provider__organisation", "need")
    one = reached(request.scope, rows, pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    bulk.read(request, one.person, "services")
    there = reverse("desk:project", args=[one.project_id])
    view = {
        "title": one.person.name, "caption": one.project.name, "tags": [works_tag(one)], "steps": _steps(one),
        "facts": _facts(one), "tables": [_rooms(one), *_plan(one)], "photos": _photos(one), "offered": offered,
        "form": deeds.failed(offered),
        "trail": trail(reverse("desk:works"), _("家庭改造"), there, one.project.name, one.person.name),
    }  # fmt: skip
    return render(request, "desk/serving/home.html", view)


def _steps(one: HomeWorks) -> list[tuple[str, str]]:
    if one.state == State.DROPPED:
        return []
    here = WAY.index(State(one.state))
    return [(state.label, "done" if at <= here else "here" if at == here + 1 else "") for at, state in enumerate(WAY)]


def _facts(one: HomeWorks) -> list[tuple[str, Cell]]:
    place = place_names([one.region]).get(one.region, one.region)
    rows = [
        (_("本人"), Cell(one.person.name, reverse("desk:person-services", args=[one.person_id]), note=place)),
        (_("项目"), Cell(one.project.name, reverse("desk:project", args=[one.project_id]), note=_("户均 %s 是整个项目的平均数，不是这一户的上限") % yuan(one.project.average_fen))),
        (_("勘察"), Cell(day(one.surveyed_on))), (_("住户同意方案"), Cell(day(one.agreed_on))), (_("施工"), Cell(one.provider or "—")),
        (_("报价"), Cell(yuan(one.quoted_fen))),
    ]  # fmt: skip
    if one.accepted_on:
        rows += [
            (_("决算"), Cell(yuan(one.final_fen), note=_("%s 验收") % day(one.accepted_on))),
            (_("保修到"), Cell(day(one.warranty_to))),
        ]
    if one.why:
        rows.append((_("不再改造"), Cell(one.why)))
    return rows


def _rooms(one: HomeWorks) -> Table:
    def metres(value: int | None) -> str:
        return "—" if value is None else _("%s 毫米") % count(value)

    rows = [
        [Cell(room.name, note=room.note), Cell(metres(room.length_mm)), Cell(metres(room.width_mm)), Cell(metres(room.door_mm)), Cell(metres(room.step_mm))]
        for room in one.rooms.order_by("pk")
    ]  # fmt: skip
    return Table(_("量过的房间"), columns(_("房间"), _("长"), _("宽"), _("门净宽"), _("高差"), ends=(1, 2, 3, 4)), rows)


def _plan(one: HomeWorks) -> list[Table]:
    items = PlanItem.objects.filter(room__works=one).select_related("room").order_by("room", "pk")
    rows = [
        [
            Cell(item.room.name), Cell(item_name(one.project.programme, item.item), tags=(Tag(_("已完成"), "good"),) if item.done else ()),
            Cell(count(item.quantity)), Cell(yuan(item.price_fen)),
            Cell(yuan(None if item.price_fen is None else item.price_fen * item.quantity)),
        ]
        for item in items
    ]  # fmt: skip
    heads = columns(_("房间"), _("改造"), _("数量"), _("单价"), _("小计"), ends=(2, 3, 4))
    return [Table(_("一户一策"), heads, rows, (_("还没有方案"), _("和住户一起定，住户同意以后登记。")))]


def _photos(one: HomeWorks) -> list[dict[str, Any]]:
    """Give the photographs room by room, before beside after."""
    found = RoomPhoto.objects.filter(room__works=one).select_related("room").order_by("room", "taken_on", "pk")
    rooms: dict[str, dict[str, Any]] = {}
    for row in found:
        kept = rooms.setdefault(row.room.name, {"name": row.room.name, "before": [], "after": []})
        kept["after" if row.when == When.AFTER else "before"].append(row)
    return list(rooms.values())


@page(*VIEW, gives="a photograph of a room, drawn anew")
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one photograph; that it was looked at is written down."""
    one = reached(
        request.scope, RoomPhoto.objects.select_related("room__works__person"), "room__works__person__region", pk=pk
    )
    person = one.room.works.person
    record(
        actor=request.user, action="home.photo", subject_kind="person", subject_id=person.pk, region=person.region,
        at=request.moment, detail={"photo": one.pk, "from": source(request)},
    )  # fmt: skip
    try:
        content = photos.read(one)
    except FileNotFoundError as why:
        raise Http404 from why
    return exports.picture(content)
