"""A person's file: each opening is written down."""

from datetime import datetime, time

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.kernel.days import Month
from chuntian.registry.models import BankAccount, Certificate, Guardian, Person
from chuntian.registry.queries import same_person
from chuntian.trail.operations import record
from chuntian.trail.queries import entries_of_person
from chuntian.web import bulk
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DayField, DeskForm, MonthField, ReasonField
from chuntian.web.desk.letters import VIEW as LETTERS_VIEW
from chuntian.web.desk.reading import people as reading
from chuntian.web.desk.recoveries import VIEW as CLAIMS_VIEW
from chuntian.web.named import named, source
from chuntian.web.pages import page
from chuntian.web.reading.decisions import decision_rows

ENTRIES_A_PAGE = 50


class RevealForm(DeskForm):
    what = forms.ChoiceField(label=gettext_lazy("看哪一个号码"), widget=forms.RadioSelect)
    why = ReasonField(
        label=gettext_lazy("为什么要看"), help_text=gettext_lazy("谁、何时、为什么看，都会写入查阅记录。")
    )


KNOWN = DayField(
    label=gettext_lazy("按哪天知道的（可不填）"), required=False, help_text=gettext_lazy("那天以后才来的名单不算。看当时为什么那样判。")
)  # fmt: skip


class MonthForm(DeskForm):
    month = MonthField(label=gettext_lazy("哪个月"), required=False)
    known = KNOWN


class AsOfForm(DeskForm):
    on = DayField(label=gettext_lazy("哪一天的情况"), required=False)
    known = KNOWN


@page(Do.PERSON_VIEW)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the head of a person's file: who, which certificate, what runs, what is to do."""
    one = _opened(request, pk, "overview")
    view = {**reading.head(one, request, "person"), **reading.overview(one, request)}
    view["may_write"] = request.scope.shows("awards") and any(request.scope.can(do) for do in LETTERS_VIEW)
    return render(request, "desk/person.html", view)


@page(Do.PERSON_VIEW)
def facts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is known today, from where, since when; and what changed over time."""
    one = _opened(request, pk, "facts")
    form = AsOfForm(request.GET or None, initial={"on": request.today})
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    on, known_at = said.get("on") or request.today, _known_at(request, said)
    view = {**reading.head(one, request, "person-facts"), **reading.facts(one, request, on, known_at), "filters": form}
    view |= {"on": on, "known": said.get("known"), "today": on == request.today and not said.get("known")}
    view["form"] = form if form.is_bound and form.errors else None
    return render(request, "desk/person-facts.html", view)


@page(Do.PERSON_VIEW)
def decisions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the person is entitled to in a month, with the reasons."""
    one = _opened(request, pk, "decisions")
    form = MonthForm(request.GET or None, initial={"month": str(Month.of(request.today))})
    month = form.cleaned_data["month"] if form.is_bound and form.is_valid() else None
    view = {**reading.head(one, request, "person-decisions"), "filters": form, "month": month}
    known_at = _known_at(request, form.cleaned_data) if form.is_bound and form.is_valid() else request.moment
    earlier = known_at if known_at < request.moment else None
    view["known"] = earlier.date() if earlier else None
    view["decisions"] = (
        decision_rows(one, request, month=month, known_at=earlier) if request.scope.shows("awards") else []
    )
    view["allowed"] = request.scope.shows("awards")
    view["letters_for"] = (
        one.pk if month is None and not earlier and any(request.scope.can(do) for do in LETTERS_VIEW) else None
    )
    view["demo"] = any(row["demo"] for row in view["decisions"])
    if form.is_bound and form.errors:
        view["form"] = form
    return render(request, "desk/person-decisions.html", view)


@page(Do.PERSON_VIEW)
def money(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was granted, and what was paid, month by month."""
    one = _opened(request, pk, "money")
    view = reading.head(one, request, "person-money")
    if request.scope.shows("awards"):
        view |= reading.money(one)
        view["may_see_claims"] = any(request.scope.can(action) for action in CLAIMS_VIEW)
    return render(request, "desk/person-money.html", view)


@page(Do.AUDIT_VIEW)
def trail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who opened or changed the file, when and why."""
    one = _opened(request, pk, "trail")
    shown = Paginator(entries_of_person(same_person(one)), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    view = {
        **reading.head(one, request, "person-trail"),
        "entries": reading.trail_rows(shown.object_list),
        "page": shown,
    }
    return render(request, "desk/person-trail.html", view)


@page(Do.PERSON_REVEAL, methods=("GET", "POST"), does={"reveal": (Do.PERSON_REVEAL,)})
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Open one number for a written reason; it is shown on this answer only."""
    bulk.may_view(request)
    one = reached(request.scope, Person.objects.all(), pk=pk)
    form = RevealForm(request.POST or None)
    form.fields["what"].choices = _numbers(one)
    view = {**reading.head(one, request, "person"), "form": form}
    if request.method == "POST" and form.is_valid():
        what = form.cleaned_data["what"]
        value = _number(one, what)
        if value is None:
            return redirect("desk:person", pk)
        view["label"] = dict(form.fields["what"].choices)[what]
        record(
            actor=request.user, action="person.number", subject_kind="person", subject_id=one.pk, region=one.region,
            at=request.moment, reason=form.cleaned_data["why"], detail={"which": what, "from": source(request)},
        )  # fmt: skip
        view["number"] = value.reveal(actor=request.user, why=form.cleaned_data["why"], at=request.moment)
    named(request, [one.pk])
    return render(request, "desk/reveal.html", view)


def _known_at(request: HttpRequest, said: dict) -> datetime:
    """Give the end of the day asked for, never later than now: nobody knew then what comes after."""
    day = said.get("known")
    if not day:
        return request.moment
    return min(request.moment, timezone.make_aware(datetime.combine(day, time.max)))


def _opened(request: HttpRequest, pk: int, part: str) -> Person:
    rows = Person.objects.select_related("household", "merged_into").annotate(viewed=bulk.viewed(request))
    one = reached(request.scope, rows, pk=pk)
    bulk.read(request, one, part, viewed=one.viewed)
    return one


def _certificate(one: Person) -> Certificate | None:
    return Certificate.objects.filter(person=one, number__isnull=False).order_by("-as_of", "-known_since").first()


def _account(one: Person) -> BankAccount | None:
    return BankAccount.objects.filter(person=one).order_by("-as_of", "-known_since").first()


def _guardian(one: Person) -> Guardian | None:
    return Guardian.objects.filter(person=one).order_by("-as_of").first()


def _numbers(one: Person) -> list[tuple[str, str]]:
    names = {
        "resident_id": _("公民身份号码"),
        "certificate": _("残疾人证号"),
        "phone": _("电话"),
        "account": _("银行账号"),
        "guardian_phone": _("监护人电话"),
    }
    return [(name, label) for name, label in names.items() if _number(one, name) is not None]


def _number(one: Person, what: str):
    rows = {
        "certificate": (_certificate, "number"),
        "account": (_account, "number"),
        "guardian_phone": (_guardian, "phone"),
    }
    if what in rows:
        find, column = rows[what]
        row = find(one)
        return getattr(row, column) if row else None
    return getattr(one, what)
