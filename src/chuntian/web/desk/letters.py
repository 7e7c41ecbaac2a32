"""Letters: read before they go out, issue, and take in any of their forms; those the person chose stand first."""

from datetime import date

from django.contrib.messages import success
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chuntian.accounts.enums import Do
from chuntian.casework.explain import NoFacts
from chuntian.casework.law import law_in_use
from chuntian.casework.letters import NotDecided
from chuntian.casework.models import Case, Letter
from chuntian.casework.operations import (
    FormFailed,
    chosen_forms,
    issue_case_letter,
    issue_notice,
)  # fmt: skip
from chuntian.casework.operations.decide import decision_day
from chuntian.casework.operations.letters import words_for_case, words_for_person
from chuntian.formats.letter import Letter as Words
from chuntian.formats.pdf import NoPdf
from chuntian.kernel.days import Month
from chuntian.registry.models import FormatChoice, Person
from chuntian.rules import Law
from chuntian.trail import reach
from chuntian.web import bulk, exports
from chuntian.web.desk.absent import reached
from chuntian.web.pages import page
from chuntian.web.reading.letters import names_of, offered

VIEW = (Do.CASE_APPLY, Do.CASE_CHECK, Do.CASE_DECIDE, Do.AUDIT_VIEW)
ISSUE = (Do.CASE_APPLY, Do.CASE_CHECK, Do.CASE_DECIDE)


@page(*VIEW, methods=("GET", "POST"), does={"issue": ISSUE})
def case_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the letter of a case as it will go out, or as it went out; a POST issues it."""
    case = reached(request.scope, Case.objects.select_related("person"), pk=pk)
    _may_read(request)
    law = law_in_use()
    try:
        if request.method == "POST":
            _may_issue(request)
            with reach.whole_house(f"letter user:{request.user.pk}"):
                issue_case_letter(case=case, law=law, by=request.user, at=request.moment)
            return _issued(request)
        with reach.whole_house(f"letter user:{request.user.pk}"):
            words, letter = words_for_case(case=case, law=law)
    except NotDecided as why:
        raise Http404(str(why)) from why
    return _show(request, words, letter, case.person, (reverse("desk:case", args=[case.pk]), _("办理")))


@page(*VIEW, methods=("GET", "POST"), does={"issue": ISSUE})
def person_letter(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show the notice of a programme for a person today; a POST issues it."""
    person = reached(request.scope, Person.objects.filter(merged_into__isnull=True), pk=pk)
    _may_read(request)
    law = law_in_use()
    asked = {
        "person": person,
        "programme": slug,
        "law": law,
        "on": _day(law, person, request.today),
        "at": request.moment,
    }
    try:
        if request.method == "POST":
            _may_issue(request)
            with reach.whole_house(f"letter user:{request.user.pk}"):
                issue_notice(**asked, by=request.user)
            return _issued(request)
        with reach.whole_house(f"letter user:{request.user.pk}"):
            words, letter = words_for_person(**asked)
    except (NoFacts, KeyError) as why:
        raise Http404 from why
    return _show(request, words, letter, person, (reverse("desk:person-decisions", args=[person.pk]), _("判定")))


@page(*VIEW, gives="one letter of one person")
def given(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Give an issued letter in one form, byte for byte as it was first made."""
    letter = reached(request.scope, Letter.objects.all(), pk=pk)
    _may_read(request)
    return exports.letter(request, letter, form, back=redirect(_page_of(letter)), told=_not_given)


def _not_given(why: Exception) -> str:
    """Tell a clerk why a letter is not there in the form asked for."""
    if isinstance(why, NoPdf):
        return _("PDF 没有生成：服务器上缺能显示这封信全部文字的字体。请先用网页或文本格式，并告诉系统管理员。")
    if isinstance(why, FormFailed):
        return _("这种形式没有生成，已转给县残联经办想办法送到本人。请先用 PDF 或纯文本。")
    return str(why)


def _page_of(letter: Letter) -> str:
    if letter.case_id:
        return reverse("desk:case-letter", args=[letter.case_id])
    return reverse("desk:person-letter", args=[letter.person_id, letter.programme])


def _day(law: Law, person: Person, today: date) -> date:
    return decision_day(law=law, region=person.region, month=Month.of(today))


def _may_read(request: HttpRequest) -> None:
    if not request.scope.shows("awards"):
        raise PermissionDenied


def _may_issue(request: HttpRequest) -> None:
    if not any(request.scope.can(action) for action in ISSUE):
        raise PermissionDenied


def _issued(request: HttpRequest) -> HttpResponse:
    success(request, _("已出具并存档；内容不会再变，可以下载、打印。"), extra_tags="done")
    return redirect(request.path)


def _show(
    request: HttpRequest, words: Words, letter: Letter | None, person: Person, back: tuple[str, str]
) -> HttpResponse:
    bulk.read(request, person, "letter")
    earlier = Letter.objects.filter(person=person).select_related("issued_by").order_by("-issued_at")
    view = {
        "person": person,
        "letter": letter,
        "words": words.data,
        "back": back[0],
        "back_to": back[1],
        "may_issue": letter is None and any(request.scope.can(action) for action in ISSUE),
        "earlier": [one for one in earlier if letter is None or one.pk != letter.pk],
        "forms": offered(wanted := chosen_forms(person) if FormatChoice.objects.filter(person=person).exists() else ()),
        "chosen": names_of([str(one) for one in wanted]),
        "may_choose": request.scope.can(Do.PERSON_EDIT),
    }
    return render(request, "desk/letter.html", view)
