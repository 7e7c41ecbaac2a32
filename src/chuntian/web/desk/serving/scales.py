"""The scales of a place: uploaded as an XLSForm, looked at as they will be filled in, withdrawn with a reason."""

from typing import Any

from django import forms
from django.contrib.messages import success
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services import operations
from chuntian.services.forms import counts
from chuntian.services.models import Assessment, ScaleForm
from chuntian.services.sample_scale import sample_form
from chuntian.services.scales import around, newest
from chuntian.services.xlsform import MOST_BYTES
from chuntian.web import exports
from chuntian.web.desk import deeds
from chuntian.web.desk.forms import DeskForm, ReasonField, own_regions
from chuntian.web.desk.serving.assess_form import ScaleFields
from chuntian.web.desk.serving.common import CHECK, ROWS_A_PAGE, VIEW, pages, said_of, trail
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names
from chuntian.web.reading.scales import more_words, scale_tag
from chuntian.web.shown import Cell, Table, columns
from chuntian.web.templatetags.desk import count, day, moment

SORTS = [
    ("", gettext_lazy("按名称")),
    ("new", gettext_lazy("新加入的在前")),
    ("used", gettext_lazy("用得多的在前")),
]
STATES = [("", gettext_lazy("在用")), ("gone", gettext_lazy("已停用")), ("all", gettext_lazy("全部"))]


class ScalesForm(DeskForm):
    q = forms.CharField(label=gettext_lazy("名称"), required=False, max_length=60)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=STATES)
    sort = forms.ChoiceField(label=gettext_lazy("排列"), required=False, choices=SORTS)


class UploadForm(DeskForm):
    file = forms.FileField(
        label=gettext_lazy("XLSForm 文件"), help_text=gettext_lazy("xlsx，最大 2 MB。form_id 相同而内容改过的，成为新的一版。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )  # fmt: skip
    region = forms.ChoiceField(label=gettext_lazy("给哪个地方用"))

    def clean_file(self) -> Any:
        """Refuse what is no small xlsx before a byte of it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件超过 2 MB，量表不会这么大"))
        if not file.name.lower().endswith(".xlsx"):
            raise forms.ValidationError(_("只能读 xlsx。xls 请用表格软件另存为 xlsx"))
        return file


class WithdrawForm(DeskForm):
    reason = ReasonField(label=gettext_lazy("为什么停用"))


def upload(request: HttpRequest, subject: None, said: dict[str, Any]) -> HttpResponse:
    """Take an XLSForm over and show it as it will be filled in."""
    before = set(ScaleForm.objects.filter(region=said["region"]).values_list("pk", flat=True))
    content = said["file"].read()
    made = operations.add_form(region=said["region"], content=content, by=request.user, at=request.moment)
    again = _("同样的文件已经在了，没有再加一份。")
    told = again if made.pk in before else _("已加入。请在下面看一遍填写时的样子。")
    success(request, told, extra_tags="done")
    return redirect("desk:scale", made.pk)


def withdraw(request: HttpRequest, one: ScaleForm, said: dict[str, Any]) -> str:
    """Offer it no more."""
    operations.withdraw_form(form=one, reason=said["reason"], by=request.user, at=request.moment)
    return _("已停用。以前的评估都还在。")


def _regions(form: DeskForm, request: HttpRequest, subject: None) -> None:
    form.fields["region"].choices = own_regions(request)
    if len(form.fields["region"].choices) == 1:
        form.fields["region"].initial = form.fields["region"].choices[0][0]
        form.fields["region"].widget = forms.HiddenInput()


UPLOAD = [
    deeds.Deed(
        "upload", gettext_lazy("上传一份量表"), CHECK, upload, form=UploadForm, kind="first", choices=_regions,
        refusals=(operations.BadForm,),
    )
]  # fmt: skip
WITHDRAW = [
    deeds.Deed(
        "withdraw", gettext_lazy("停用这份量表"), CHECK, withdraw, form=WithdrawForm, kind="danger",
        possible=lambda one: one.withdrawn_at is None, refusals=(operations.CannotWithdraw, operations.ReasonMissing),
        about=gettext_lazy("停用以后不能再用它评估；以前的评估都留着。"),
    )
]  # fmt: skip


@page(*VIEW, methods=("GET", "POST"), does=UPLOAD)
def scales(request: HttpRequest) -> HttpResponse:
    """List the scales of the place and of those above it; upload one."""
    offered, response = deeds.answer(request, UPLOAD, None)
    if response:
        return response
    form, used = ScalesForm(request.GET or None), _uses(request)
    everything = newest(_seen(request))
    shown = Paginator(_sorted(everything, used, said_of(form)), ROWS_A_PAGE).get_page(request.GET.get("page"))
    places = place_names(one.region for one in shown.object_list)
    heads = columns(_("量表"), _("地方"), _("版本"), _("几个问题"), _("加入"), _("用过几次"), _("状态"), ends=(2, 3, 5))
    empty = (_("没有这样的量表"), _("换一个名称或状态再找。")) if everything else (_("还没有量表"), XLSFORM)
    rows = [_row(one, places, used) for one in shown.object_list]
    view = {
        "title": _("量表"), "lead": _("评估用的量表：前后各评一次，看服务有没有用。"), "filters": form, "notes": [XLSFORM] if rows else [],
        "tables": [Table(_("量表"), heads, rows, empty, page=shown)], "offered": offered,
        "pages": pages(request, "desk:scales"), "form": deeds.failed(offered) or (form if form.errors else None),
    }  # fmt: skip
    return render(request, "desk/serving/scales.html", view)


XLSFORM = gettext_lazy(
    "量表用 XLSForm 写，就是一个 xlsx 表格：survey 表一行一个问题，choices 表写选项，settings 表写名称（form_title）和代号（form_id）。先下载示例，照着改，再上传。"
)


def _seen(request: HttpRequest) -> list[ScaleForm]:
    above = {code for region in request.scope.regions for code in around(region)}
    return list(ScaleForm.objects.filter(request.scope.q("region") | Q(region__in=above)).select_related("added_by"))


def _uses(request: HttpRequest) -> dict[tuple[str, str], int]:
    """Count the assessments that the reader may know of, scale by scale."""
    rows = request.scope.filter(Assessment.objects.filter(withdrawn_at__isnull=True))
    found = rows.order_by().values_list("form__region", "form__slug").annotate(times=Count("pk"))
    return {(region, slug): times for region, slug, times in found}


def _sorted(found: list[ScaleForm], used: dict[tuple[str, str], int], asked: dict[str, Any]) -> list[ScaleForm]:
    words, state = (asked.get("q") or "").strip().lower(), asked.get("state") or ""
    found = [one for one in found if words in one.title.lower() or words in one.slug.lower()]
    if state != "all":
        found = [one for one in found if (one.withdrawn_at is not None) == (state == "gone")]
    if asked.get("sort") == "new":
        return sorted(found, key=lambda one: one.added_at, reverse=True)
    if asked.get("sort") == "used":
        return sorted(found, key=lambda one: used.get((one.region, one.slug), 0), reverse=True)
    return found


def _row(one: ScaleForm, places: dict[str, str], used: dict[tuple[str, str], int]) -> list[Cell]:
    return [
        Cell(one.title, reverse("desk:scale", args=[one.pk]), note=one.slug), Cell(places.get(one.region, one.region)),
        Cell(one.version), Cell(count(_asks(one))), Cell(day(one.added_at), note=one.added_by or _("系统")),
        Cell(count(used.get((one.region, one.slug), 0))), Cell(tags=(scale_tag(one),), note=one.withdrawn_why or ""),
    ]  # fmt: skip


def _asks(one: ScaleForm) -> int:
    return sum(question["kind"] != "note" for question in one.questions)


@page(*VIEW, methods=("GET", "POST"), does=WITHDRAW)
def scale(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a scale as it will be filled in, with its versions; withdraw it."""
    every = _seen(request)
    one = next((row for row in every if row.pk == pk), None)
    if one is None:
        raise Http404
    own = WITHDRAW if request.scope.allows(one.region) else []
    offered, response = deeds.answer(request, own, one)
    if response:
        return response
    versions = sorted(
        (row for row in every if (row.region, row.slug) == (one.region, one.slug)), key=lambda row: -row.version
    )
    is_newest = versions[0].pk == one.pk
    view = {
        "title": one.title, "caption": _("第 %s 版") % one.version, "tags": [scale_tag(one, is_newest=is_newest)],
        "facts": _facts(one, _uses(request)), "tables": _versions(versions, one), "offered": offered, "form": deeds.failed(offered),
        "preview": ScaleFields(questions=one.questions).sections(),
        "notices": [] if is_newest else [("", _("这是旧的一版，评估时用最新的一版。"), "warn")],
        "trail": trail(reverse("desk:scales"), _("量表"), one.title),
    }  # fmt: skip
    return render(request, "desk/serving/scale.html", view)


def _facts(one: ScaleForm, used: dict[tuple[str, str], int]) -> list[tuple[str, Cell]]:
    adds = sum(counts(question) for question in one.questions)
    rows = [
        (_("代号"), Cell(one.slug, note=place_names([one.region]).get(one.region, one.region))),
        (_("几个问题"), Cell(count(_asks(one)), note=_("其中 %s 个计分，得分是它们的和") % adds if adds else _("都不计分"))),
        (_("分数"), Cell(more_words(one) or _("量表没有注明分高好还是分低好，页面上也不说。"))),
        (_("加入"), Cell(one.added_by or _("系统"), note=moment(one.added_at))),
        (_("用过几次"), Cell(count(used.get((one.region, one.slug), 0)), note=_("各版合计，撤回的不算"))),
    ]  # fmt: skip
    if one.withdrawn_at:
        rows.append(
            (_("停用"), Cell(one.withdrawn_why, note=f"{one.withdrawn_by or _('系统')} · {moment(one.withdrawn_at)}"))
        )
    return rows


def _versions(versions: list[ScaleForm], here: ScaleForm) -> list[Table]:
    rows = [
        [
            Cell(_("第 %s 版") % row.version, "" if row.pk == here.pk else reverse("desk:scale", args=[row.pk])),
            Cell(row.title), Cell(count(_asks(row))), Cell(day(row.added_at), note=row.added_by or _("系统")),
            Cell(tags=(scale_tag(row, is_newest=at == 0),)),
        ]
        for at, row in enumerate(versions)
    ]  # fmt: skip
    heads = columns(_("版本"), _("名称"), _("几个问题"), _("加入"), _("状态"), ends=(2,))
    return [Table(_("各个版本"), heads, rows)] if len(rows) > 1 else []


@page(*VIEW, gives="a sample XLSForm to begin from, no data")
def sample(request: HttpRequest) -> HttpResponse:
    """Give a small scale of our own as an XLSForm, marked as a sample."""
    return exports.download(sample_form(), f"{_('量表示例')}.xlsx", exports.XLSX)
