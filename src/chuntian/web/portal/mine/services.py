"""One's own services: what is planned, who serves, each session confirmed or contested; a provider chosen; a word when it is over."""

from typing import Any

from django import forms
from django.contrib.messages import success, warning
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import AuthorityKind
from chuntian.services import operations
from chuntian.services.codes import code_of
from chuntian.services.enums import PLACED, ChosenBy, OrderState, Proof, SessionState
from chuntian.services.models import Assessment, Order, Session
from chuntian.services.operations.choosing import choose_provider
from chuntian.services.queries import directory, left_of
from chuntian.services.readings import device_name, held_of, item_name, of_person
from chuntian.services.scales import courses, in_order, of_order
from chuntian.web.forms import PlainForm
from chuntian.web.portal.mine.appointments import coming
from chuntian.web.portal.mine.pages import own_file
from chuntian.web.reading.names import place_names, programme_name
from chuntian.web.reading.scales import course_tables
from chuntian.web.reading.serving import hours_of, order_tag, session_tag, works_tag
from chuntian.web.templatetags.desk import marked

SESSIONS_A_PAGE = 10
YES, NO = "yes", "no"


class ContestForm(PlainForm):
    words = forms.CharField(
        label=gettext_lazy("哪里不对？"), min_length=4, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("例如：那天没有去；时间不对。写一两句就行。"),
    )  # fmt: skip
    words.asks = gettext_lazy("请写哪里不对")


class ChooseForm(PlainForm):
    provider = forms.ChoiceField(label=gettext_lazy("选哪一家？"), widget=forms.RadioSelect)
    provider.asks = gettext_lazy("请选一家机构")


class WordForm(PlainForm):
    accepted = forms.ChoiceField(
        label=gettext_lazy("服务做完了，您满意、验收吗？"), widget=forms.RadioSelect,
        choices=[(YES, gettext_lazy("验收")), (NO, gettext_lazy("不验收"))],
    )  # fmt: skip
    accepted.asks = gettext_lazy("请选验收还是不验收")
    rating = forms.TypedChoiceField(
        label=gettext_lazy("给几分？5 分最好"), required=False, coerce=int, empty_value=None, widget=forms.RadioSelect,
        choices=[("5", "5"), ("4", "4"), ("3", "3"), ("2", "2"), ("1", "1")],
    )  # fmt: skip
    words = forms.CharField(
        label=gettext_lazy("想说的话"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("不验收的，请写为什么。"),
    )  # fmt: skip


@own_file("services")
def services(request: HttpRequest) -> HttpResponse:
    """Show what one needs, who serves, what waits for one's word, and what is lent."""
    person = request.acting.person
    held = held_of(person.pk)
    waits = _sessions(person.pk).filter(state=SessionState.DELIVERED).order_by("-day", "starts")
    view = {
        "coming": coming(person.pk, request.moment),
        "orders": [order_row(one) for one in held.orders if one.state != OrderState.CANCELLED],
        "waits": [_session(one) for one in waits.select_related("order", "provider__organisation")[:SESSIONS_A_PAGE]],
        "needs": [one for one in held.needs if one.closed_on is None],
        "loans": [
            {"name": device_name(one.device.item), "label": one.device.label, "lent_on": one.lent_on, "due_on": one.due_on}
            for one in held.loans if one.returned_on is None
        ],
        "homes": [{"one": one, "tag": works_tag(one)} for one in held.homes],
    }  # fmt: skip
    return render(request, "portal/mine/services.html", view)


@own_file("services", methods=("GET", "POST"), does=("confirm",))
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one service with what is left and its sessions; confirm a session."""
    one = own_order(request, pk)
    if request.method == "POST":
        return _confirm(request, one)
    shown = Paginator(one.sessions.order_by("-day", "-starts"), SESSIONS_A_PAGE).get_page(request.GET.get("page"))
    fen, items = left_of(one) if one.starts_on else (None, {})
    left = [
        _("%(item)s：%(times)s 次") % {"item": item_name(one.programme, item), "times": times}
        for item, times in items.items()
        if times is not None
    ]
    view = {"row": order_row(one), "sessions": [_session(row) for row in shown.object_list], "page": shown}
    view |= {"coming": coming(request.acting.person.pk, request.moment, order=one)}
    view |= {"fen": fen, "left": left, "said": one.acceptances.order_by("-on").first()}
    rows = in_order(Assessment.objects.filter(of_order(one), withdrawn_at__isnull=True))
    view |= {"tables": course_tables(courses(rows), is_own=True), "cancelled": one.state == OrderState.CANCELLED}
    view |= {"may_word": one.state in PLACED, "may_choose": one.state == OrderState.WAITING}
    return render(request, "portal/mine/service.html", view)


def _confirm(request: HttpRequest, one: Order) -> HttpResponse:
    """Confirm a session as the person's side, recorded as what it is: on his own page, or by a helper."""
    row = _sessions(request.acting.person.pk).filter(order=one, pk=_number(request.POST.get("session"))).first()
    if row is None:
        raise Http404
    proof = Proof.HELPER if request.acting.present.kind == AuthorityKind.HELPER else Proof.OWN
    try:
        operations.confirm_session(session=row, proof=proof, by=request.user, at=request.moment)
        success(request, _("已确认。"), extra_tags="done")
    except operations.CannotConfirm as why:
        warning(request, str(why), extra_tags="warn")
    return redirect("mine:service", one.pk)


@own_file("services", methods=("GET", "POST"), does=("contest",))
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a session did not take place as it was entered."""
    row = _sessions(request.acting.person.pk).select_related("order", "provider__organisation").filter(pk=pk).first()
    if row is None or row.state not in (SessionState.DELIVERED, SessionState.ACCEPTED):
        raise Http404
    form = ContestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.contest_session(
                session=row, words=form.cleaned_data["words"], by=request.user, at=request.moment
            )
        except (operations.CannotConfirm, operations.ReasonMissing) as why:
            form.add_error(None, str(why))
        else:
            success(request, _("您的话记下了。这次服务先不结算，有人会核实。"), extra_tags="done")
            return redirect("mine:service", row.order_id)
    return render(request, "portal/mine/service-contest.html", {"form": form, "row": _session(row), "order": row.order})


@own_file("services", methods=("GET", "POST"), does=("choose",))
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a provider while one waits: with its rating, its place, its access."""
    one = own_order(request, pk)
    if one.state != OrderState.WAITING:
        raise Http404
    found = list(directory(one.programme, on=request.today))
    form = ChooseForm(request.POST or None, initial={"provider": str(one.provider_id or "")})
    places = place_names(row.organisation.division for row in found)
    form.fields["provider"].choices = [(str(row.pk), _provider(row, one, places)) for row in found]
    if request.method == "POST" and form.is_valid():
        chosen = next(row for row in found if str(row.pk) == form.cleaned_data["provider"])
        try:
            choose_provider(
                order=one,
                provider=chosen,
                chosen_by=_side(request),
                on=request.today,
                by=request.user,
                at=request.moment,
            )
        except operations.CannotOrder as why:
            form.add_error(None, str(why))
        else:
            success(request, _("选好了。经办人安排日子以后，这里会写从哪天开始。"), extra_tags="done")
            return redirect("mine:service", one.pk)
    return render(request, "portal/mine/service-choose.html", {"form": form, "row": order_row(one), "has": bool(found)})


@own_file("services", methods=("GET", "POST"), does=("word",))
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a service or not, and rate it."""
    one = own_order(request, pk)
    if one.state not in PLACED:
        raise Http404
    form = WordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"accepted": form.cleaned_data["accepted"] == YES}
        try:
            operations.accept(
                order=one, on=request.today, given_by=_side(request), by=request.user, at=request.moment, **said
            )
        except operations.ReasonMissing:
            form.add_error("words", _("不验收的，请写为什么（至少几个字）。"))
        except operations.CannotOrder as why:
            form.add_error(None, str(why))
        else:
            success(request, _("您的话记下了。"), extra_tags="done")
            return redirect("mine:service", one.pk)
    return render(request, "portal/mine/service-word.html", {"form": form, "row": order_row(one)})


def own_order(request: HttpRequest, pk: int) -> Order:
    """
    Give one order of the file that is open.

    :raises Http404: there is none, or it is someone else's.
    """
    rows = Order.objects.filter(of_person(request.acting.person.pk), pk=pk)
    found = rows.select_related("provider__organisation").first()
    if found is None:
        raise Http404
    return found


def _sessions(person_id: int) -> Any:
    return Session.objects.filter(of_person(person_id))


def _side(request: HttpRequest) -> str:
    return ChosenBy.GUARDIAN if request.acting.present.kind == AuthorityKind.GUARDIAN else ChosenBy.PERSON


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 20 else 0


def order_row(one: Order) -> dict[str, Any]:
    """Give what the pages of one's own services show of an order."""
    where = one.provider.organisation if one.provider_id else None
    return {
        "pk": one.pk, "programme": programme_name(one.programme), "tag": order_tag(one), "one": one, "waits": one.state == OrderState.WAITING,
        "provider": where, "chosen": one.state == OrderState.WAITING and one.provider_id,
    }  # fmt: skip


def _session(one: Session) -> dict[str, Any]:
    open_one = one.state == SessionState.DELIVERED
    return {
        "pk": one.pk, "order": one.order_id, "day": one.day, "hours": hours_of(one), "item": item_name(one.order.programme, one.item),
        "provider": one.provider, "tag": session_tag(one), "fen": one.price_fen, "waits": open_one, "code": _spaced(code_of(one)) if open_one else "",
        "may_contest": one.state in (SessionState.DELIVERED, SessionState.ACCEPTED) and not hasattr(one, "line"),
    }  # fmt: skip


def _spaced(code: str) -> str:
    return f"{code[:3]} {code[3:]}"


def _provider(row: Any, one: Order, places: dict[str, str]) -> str:
    rated = (
        _("%(rating)s 分，%(count)s 人评") % {"rating": f"{row.rating:.1f}", "count": row.ratings}
        if row.ratings
        else _("还没有人评分")
    )
    where = row.organisation
    near = places.get(where.division, "") if where.division[:6] == one.region[:6] else _("外县：要县残联先同意")
    said = [where.name, near, where.address, rated, row.access and _("无障碍：%s") % row.access, where.phone]
    return marked(" · ".join(str(word) for word in said if word))
