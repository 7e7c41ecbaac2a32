"""Changes of standards: prepared by one, tried out, approved by another."""

from typing import Any

from django.contrib.messages import success
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.accounts.scopes import can
from chuntian.casework.law import law_in_use
from chuntian.casework.simulating import preview
from chuntian.places.regions import full_name
from chuntian.policy.law import parameter_keys
from chuntian.rules import ParameterError
from chuntian.standards import operations
from chuntian.standards.enums import ChangeState
from chuntian.standards.models import Change
from chuntian.trail import reach
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DeskForm, ReasonField, own_regions
from chuntian.web.desk.law_forms import ChangeForm
from chuntian.web.desk.reading import simulation as reading
from chuntian.web.pages import page
from chuntian.web.reading.law import choices_of, unit_text
from chuntian.web.reading.names import place_names, programme_name

VIEW = (Do.LAW_PREPARE, Do.LAW_APPROVE)
TAGS = {
    ChangeState.PREPARED: "warn",
    ChangeState.APPROVED: "good",
    ChangeState.REFUSED: "stop",
    ChangeState.WITHDRAWN: "",
}


class NoteForm(DeskForm):
    note = ReasonField()


def try_out(request: HttpRequest, change: Change, said: dict[str, Any]) -> str:
    """Try the change on the newest decided month."""
    operations.keep_preview(change=change, found=preview(change=change), at=request.moment)
    return _("已按现在的情况重新试算。")


def approve(request: HttpRequest, change: Change, said: dict[str, Any]) -> str:
    """Put the change into force."""
    _here(request, change, Do.LAW_APPROVE)
    operations.approve(change=change, by=request.user, at=request.moment, note=said["note"])
    return _("已批准。从现在起，判定、解释、文书和公众查询都用这个标准。")


def refuse(request: HttpRequest, change: Change, said: dict[str, Any]) -> str:
    """End the change without effect."""
    _here(request, change, Do.LAW_APPROVE)
    operations.refuse(change=change, by=request.user, at=request.moment, note=said["note"])
    return _("已记下：不批准。标准没有变。")


def withdraw(request: HttpRequest, change: Change, said: dict[str, Any]) -> str:
    """Take back one's own change."""
    operations.withdraw(change=change, by=request.user, at=request.moment, note=said["note"])
    return _("已撤回。标准没有变。")


def _here(request: HttpRequest, change: Change, action: str) -> None:
    if not can(request.user, action, request.today, change.region):
        raise PermissionDenied


def _waits(change: Change) -> bool:
    return change.state == ChangeState.PREPARED


CANNOT = (operations.CannotDecide, ParameterError)
DEEDS = [
    deeds.Deed(
        "approve", gettext_lazy("批准生效"), (Do.LAW_APPROVE,), approve, form=NoteForm, kind="first", possible=_waits,
        weighs=True, refusals=CANNOT, about=gettext_lazy("请对照文件原文和下面的影响。拟定人不能批准自己的变更。"),
    ),
    deeds.Deed("refuse", gettext_lazy("不批准"), (Do.LAW_APPROVE,), refuse, form=NoteForm, possible=_waits, refusals=CANNOT),
    deeds.Deed("try", gettext_lazy("重新试算"), VIEW, try_out, possible=_waits, refusals=CANNOT),
    deeds.Deed(
        "withdraw", gettext_lazy("撤回"), (Do.LAW_PREPARE,), withdraw, form=NoteForm, possible=_waits, refusals=CANNOT,
        about=gettext_lazy("只有拟定人能撤回。写错了就撤回，再拟一份。"),
    ),
]  # fmt: skip


@page(*VIEW)
def changes(request: HttpRequest) -> HttpResponse:
    """List the changes of one's region: those that wait first."""
    rows = request.scope.filter(Change.objects.select_related("prepared_by", "decided_by"))
    waiting = rows.filter(state=ChangeState.PREPARED).order_by("prepared_at")
    ended = Paginator(rows.exclude(state=ChangeState.PREPARED).order_by("-decided_at"), 25).get_page(
        request.GET.get("page")
    )
    shown = [*waiting, *ended.object_list]
    book, names = law_in_use().book, place_names(one.region for one in shown)
    told = {one.pk: _told(one, book, names) for one in shown}
    view = {
        "waiting": [told[one.pk] for one in waiting],
        "ended": [told[one.pk] for one in ended.object_list],
        "page": ended,
    }
    return render(request, "desk/changes.html", view)


def _told(one: Change, book: Any, names: dict[str, str]) -> dict[str, Any]:
    declared = book.declaration(one.key) if one.key in book else None
    words = dict(choices_of(one.key, declared.kind)) if declared else {}
    return {
        "one": one, "what": (declared.description if declared else "") or one.key, "place": names.get(one.region, one.region),
        "value": words.get(one.value, one.value), "unit": unit_text(declared.unit) if declared else "", "tag": TAGS[one.state],
    }  # fmt: skip


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one change with what it would do, and let another person decide it."""
    one = reached(request.scope, Change.objects.select_related("prepared_by", "decided_by"), pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    law = law_in_use()
    view = _told(one, law.book, place_names([one.region])) | {"offered": offered, "form": deeds.failed(offered)}
    view["now"] = law.book.resolve(one.key, one.region, max(one.valid_from, request.today))
    view["programmes"] = [(slug, programme_name(slug)) for slug in law.decided if one.key in law.checked[slug].keys]
    if one.preview.get("programmes"):
        view["result"] = reading.tables(one.preview, one.region, law)
    return render(request, "desk/change.html", view)


@page(Do.LAW_PREPARE, methods=("GET", "POST"), does={"prepare": (Do.LAW_PREPARE,)})
def new_change(request: HttpRequest, slug: str) -> HttpResponse:
    """Prepare a change of one of a programme's standards, and try it out at once."""
    law = law_in_use()
    if slug not in law.decided:
        raise Http404
    asked = request.GET.get("key", "")
    form = ChangeForm(request.POST or None, initial={"key": asked, "checked_on": request.today})
    keys = parameter_keys(slug)
    form.fields["key"].choices = [(key, _named(law.book.declaration(key))) for key in keys]
    form.fields["region"].choices = own_regions(request)
    if request.method == "POST" and form.is_valid():
        made = _prepared(request, form)
        if made:
            success(request, _("已拟定，等另一人批准。下面是它的影响。"), extra_tags="done")
            return redirect("desk:change", made.pk)
    view = {"slug": slug, "name": programme_name(slug), "form": form, "choices": _choices(law, keys)}
    return render(request, "desk/new-change.html", view | {"place": full_name(next(iter(request.scope.regions), ""))})


def _prepared(request: HttpRequest, form: ChangeForm) -> Change | None:
    if not can(request.user, Do.LAW_PREPARE, request.today, form.cleaned_data["region"]):
        raise PermissionDenied
    try:
        with reach.whole_house(f"change a standard user:{request.user.pk}"):
            made = operations.prepare(**form.cleaned_data, by=request.user, at=request.moment)
            return operations.keep_preview(change=made, found=preview(change=made), at=request.moment)
    except operations.CannotPrepare as why:
        form.add_error(None, str(why))
        return None


def _named(declared: Any) -> str:
    unit = unit_text(declared.unit)
    return (declared.description or declared.key) + (f"（{unit}）" if unit else "")


def _choices(law: Any, keys: list[str]) -> list[tuple[str, Any]]:
    found = [(law.book.declaration(key), choices_of(key, law.book.declaration(key).kind)) for key in keys]
    return [(declared.description or declared.key, choices) for declared, choices in found if choices]
