"""Projects of works: so many homes at an average that controls the sum and caps no single home."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services import operations
from chuntian.services.declared import services
from chuntian.services.enums import Way, WorksState
from chuntian.services.models import HomeWorks, Project
from chuntian.services.queries import project_standing
from chuntian.services.readings import homes_asked_about, is_average_asked_about
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DeskForm, own_regions
from chuntian.web.desk.serving.common import CHECK, ROWS_A_PAGE, VIEW, only, pages, said_of, trail, within
from chuntian.web.desk.serving.needs import ALL
from chuntian.web.desk.serving.order_deeds import MoneyField
from chuntian.web.named import named
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names, programme_choices, programme_name
from chuntian.web.reading.serving import works_tag
from chuntian.web.shown import Cell, Table, Tag, columns
from chuntian.web.templatetags.desk import count, day, yuan


class ProjectForm(DeskForm):
    programme = forms.ChoiceField(label=gettext_lazy("项目"))
    region = forms.ChoiceField(label=gettext_lazy("地方"))
    year = forms.IntegerField(
        label=gettext_lazy("年度"), min_value=2000, max_value=2100, widget=forms.NumberInput(attrs={"class": "narrow"})
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    households = forms.IntegerField(
        label=gettext_lazy("计划几户"), min_value=1, widget=forms.NumberInput(attrs={"class": "narrow"})
    )
    average = MoneyField(
        label=gettext_lazy("户均（元）"),
        help_text=gettext_lazy("整个项目的平均数，控制总额；不是每一户的上限，也不是每一户应得的数。"),
    )
    document = forms.CharField(label=gettext_lazy("文件（名称和文号）"), min_length=4, max_length=200)


class HomesForm(DeskForm):
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=[ALL, *WorksState.choices])


def open_project(request: HttpRequest, subject: None, said: dict[str, Any]) -> HttpResponse:
    """Open a project by its document."""
    said["average_fen"] = said.pop("average")
    made = operations.open_project(by=request.user, at=request.moment, **said)
    return redirect("desk:project", made.pk)


def _choices(form: DeskForm, request: HttpRequest, subject: None) -> None:
    form.fields["programme"].choices = programme_choices(
        slug for slug, one in services().items() if one.way == Way.WORKS
    )
    form.fields["region"].choices = own_regions(request)
    form.fields["year"].initial = request.today.year


OPEN = [
    deeds.Deed(
        "open", gettext_lazy("登记一个项目"), CHECK, open_project, form=ProjectForm, choices=_choices,
        refusals=(operations.CannotBuild, operations.ReasonMissing),
    )
]  # fmt: skip


@page(*VIEW, methods=("GET", "POST"), does=OPEN)
def works(request: HttpRequest) -> HttpResponse:
    """List the projects: homes by state, sums, the average so far beside the one of the document."""
    offered, response = deeds.answer(request, OPEN, None)
    if response:
        return response
    rows = request.scope.filter(Project.objects.all()).order_by("-year", "name")
    shown = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    found = list(shown.object_list)
    heads = columns(
        _("项目"), _("计划"), _("验收"), _("总额"), _("已用"), _("在途"), _("实际户均"), ends=(1, 2, 3, 4, 5, 6)
    )
    table = Table(
        _("改造项目"), heads, [project_row(one, reverse("desk:project", args=[one.pk])) for one in found],
        (_("还没有改造项目"), _("照下达文件登记：计划几户、户均多少。")), page=shown,
    )  # fmt: skip
    view = {
        "title": _("家庭改造"),
        "lead": _("一户一策。户均控制的是总额：一户可以多，一户可以少；离得太远的，要问一问。"),
    }
    view |= {
        "pages": pages(request, "desk:works"),
        "tables": [table],
        "offered": offered,
        "form": deeds.failed(offered),
    }
    return render(request, "desk/serving/list.html", view)


def project_row(one: Project, url: str) -> list[Cell]:
    """Give a project as a row; an average far from the document's is asked about."""
    standing = project_standing(one)
    asked = (Tag(_("请核实"), "warn"),) if is_average_asked_about(one, standing.average_fen) else ()
    return [
        Cell(one.name, url, note=f"{one.year} · {_('户均 %s') % yuan(one.average_fen)}"), Cell(_("%s 户") % count(one.households)),
        Cell(_("%s 户") % count(standing.homes.get(WorksState.ACCEPTED, 0))), Cell(yuan(one.sum_fen)),
        Cell(yuan(standing.spent_fen)), Cell(yuan(standing.bound_fen)), Cell(yuan(standing.average_fen), tags=asked),
    ]  # fmt: skip


@page(*VIEW)
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one project: its sum and average, homes that are asked about, all homes."""
    one = reached(request.scope, Project.objects.all(), pk=pk)
    standing = project_standing(one)
    form = HomesForm(request.GET or None)
    homes = only(within(request, one.homes.select_related("person", "provider__organisation")), said_of(form), "state")
    shown = Paginator(homes.order_by("surveyed_on", "pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    far = list(within(request, homes_asked_about(one)).select_related("provider__organisation")[:ROWS_A_PAGE])
    found = list(shown.object_list)
    named(request, [row.person_id for row in [*found, *far]])
    places = place_names(row.region for row in [*found, *far])
    heads = columns(_("姓名"), _("地方"), _("勘察"), _("施工"), _("报价"), _("决算"), _("状态"), ends=(4, 5))
    tables = [
        Table(
            _("改造的家"),
            heads,
            [_home(row, places) for row in found],
            (_("没有这样的家"), _("在个人档案的“服务”里登记勘察。")),
            page=shown,
        )
    ]
    if far:
        about = _("决算高于户均一倍半，或低于三分之二：不是错，但要有人问一问为什么。")
        tables.insert(0, Table(_("要问一问的家"), heads, [_home(row, places) for row in far], about=about))
    view = {
        "title": one.name, "caption": programme_name(one.programme), "facts": _facts(one, standing), "tables": tables, "filters": form,
        "notices": _asked(one, standing.average_fen), "trail": trail(reverse("desk:works"), _("家庭改造"), one.name),
    }  # fmt: skip
    return render(request, "desk/serving/one.html", view)


def _asked(one: Project, average: int | None) -> list[tuple[str, str, str]]:
    if not is_average_asked_about(one, average):
        return []
    said = {"average": yuan(average), "planned": yuan(one.average_fen)}
    words = _("实际户均 %(average)s，文件户均 %(planned)s：相差太远。请核实方案是否做全，或金额是否登记有误。")
    return [(_("户均要问一问"), words % said, "warn")]


def _facts(one: Project, standing: Any) -> list[tuple[str, Cell]]:
    left = one.sum_fen - standing.spent_fen - standing.bound_fen
    return [
        (_("文件"), Cell(one.document)), (_("年度"), Cell(one.year)),
        (_("总额"), Cell(yuan(one.sum_fen), note=_("%(households)s 户 × 户均 %(average)s；户均是平均数，不是每一户的上限。") % {
            "households": count(one.households), "average": yuan(one.average_fen)})),
        (_("已用"), Cell(yuan(standing.spent_fen), note=_("已验收 %s 户") % count(standing.homes.get(WorksState.ACCEPTED, 0)))),
        (_("在途"), Cell(yuan(standing.bound_fen), note=_("已报价，还没有验收"))), (_("还剩"), Cell(yuan(left))),
        (_("实际户均"), Cell(yuan(standing.average_fen))),
    ]  # fmt: skip


def _home(row: HomeWorks, places: dict[str, str]) -> list[Cell]:
    return [
        Cell(row.person.name, reverse("desk:home", args=[row.pk])), Cell(places.get(row.region, row.region)), Cell(day(row.surveyed_on)),
        Cell(row.provider or "—"), Cell(yuan(row.quoted_fen)), Cell(yuan(row.final_fen)), Cell(tags=(works_tag(row),)),
    ]  # fmt: skip
