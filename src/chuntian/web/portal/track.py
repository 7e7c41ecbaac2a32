"""Where an application is: its receipt, its way, what one can do, and the letter in every form."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from chuntian.casework import operations
from chuntian.casework.enums import ActionKind
from chuntian.casework.law import law_in_use
from chuntian.casework.models import Award, Case, Letter
from chuntian.casework.paths import APPLICATIONS
from chuntian.policy.documents import asked_for
from chuntian.registry.models import FormatChoice
from chuntian.web import exports
from chuntian.web.portal.apply_acting import own_case
from chuntian.web.portal.mine.decisions import not_given
from chuntian.web.portal.mine.pages import own_file
from chuntian.web.portal.track_forms import kind_words
from chuntian.web.portal.track_reading import name_of, track
from chuntian.web.portal.track_say import is_asked, may_review, may_withdraw, papers_of
from chuntian.web.reading.decisions import without_birth_date
from chuntian.web.reading.letters import offered

ROWS_A_PAGE = 20
ON_RECORD = "guardian"  # who acts for a person here showed his authority when it was recorded
CLOSED_BY = (ActionKind.UPHOLD, ActionKind.CHANGE, ActionKind.ANSWER, ActionKind.NOT_TAKE_UP)


@own_file("cases")
def cases(request: HttpRequest) -> HttpResponse:
    """List what was applied for, the newest first."""
    found = Case.objects.select_related("person").filter(person=request.acting.person)
    shown = Paginator(found.order_by("-opened_at", "-pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    law = law_in_use()
    rows = [track(one, law, request.today) for one in shown.object_list]
    return render(request, "portal/case-list.html", {"rows": rows, "page": shown})


@own_file("receipt")
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the receipt: number, day, and the last day of a decision."""
    one = own_case(request, pk)
    view: dict[str, Any] = {"track": track(one, law_in_use(), request.today)}
    if one.path in APPLICATIONS and one.is_open:
        view["kinds"] = [kind_words(kind) for kind in asked_for(one.programme) if kind.slug != ON_RECORD]
    return render(request, "portal/apply-receipt.html", view)


@own_file("case")
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where a case stands, what comes next, what one can do, and its letter."""
    one = own_case(request, pk)
    view: dict[str, Any] = {"case": one, "track": track(one, law_in_use(), request.today)}
    view |= {"may_withdraw": may_withdraw(one), "may_review": may_review(one), "papers": papers_of(one)}
    view |= {"is_asked": is_asked(one), "asked_for": _asked_for(one), "said": _said_of(one), "answered": _answered(one)}
    view |= {"award": Award.objects.filter(case=one).order_by("-start_month").first()}
    view |= {"reasons": _reasons(one), "letter": _letter(one), "forms": _forms(one)}
    view |= {"around": [(other.pk, name_of(other)) for other in _around(one)]}
    return render(request, "portal/case.html", view)


@own_file("case-letter", gives="one letter of one's own")
def letter_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Give the letter of a case in one form, byte for byte as it was first made."""
    letter = _letter(own_case(request, pk))
    if letter is None:
        raise Http404
    return exports.letter(request, letter, form, back=redirect("apply:case", pk), told=not_given)


def _letter(case: Case) -> Letter | None:
    return Letter.objects.filter(case=case).order_by("-issued_at").first()


def _forms(case: Case) -> list[dict[str, Any]]:
    """Give every form of the letter with its files, those the person chose first."""
    has_chosen = FormatChoice.objects.filter(person_id=case.person_id).exists()
    return offered(operations.chosen_forms(case.person) if has_chosen else ())


def _reasons(case: Case) -> list[dict[str, Any]]:
    rows = (case.decision or {}).get("reasons", [])
    return [
        {**one, "text": without_birth_date(one["text"], case.person)} for one in rows if one["code"] != "death"
    ]  # fmt: skip


def _asked_for(case: Case) -> str:
    """Give what the office asked for last, while it still waits for it."""
    if not is_asked(case):
        return ""
    last = case.actions.filter(kind=ActionKind.ASK_PAPERS).order_by("-number").first()
    return last.why if last else ""


def _said_of(case: Case) -> str:
    """Give what the person said when he asked for a review or complained."""
    return "" if case.path in APPLICATIONS else _first_why(case)


def _first_why(case: Case) -> str:
    first = case.actions.order_by("number").first()
    return first.why if first else ""


def _answered(case: Case) -> str:
    """Give the reasons with which a review or a complaint was closed."""
    if case.path in APPLICATIONS or case.is_open:
        return ""
    last = case.actions.filter(kind__in=CLOSED_BY).order_by("-number").first()
    return last.why if last else ""


def _around(case: Case) -> list[Case]:
    """Give what a case is about, and what followed it."""
    about = [case.about] if case.about_id and case.about.person_id == case.person_id else []
    return [*about, *case.followed_by.filter(person=case.person_id).order_by("opened_at")]
