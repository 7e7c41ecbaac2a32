"""
Apply, for oneself or for someone one may act for: one question a page, nothing asked that is known, save and return.

What was answered lies sealed on the server (apply_drafts.py) until it is sent or its end comes. The address names the
draft and the page, never an answer.
"""

from typing import Any

from django.contrib.messages import success, warning
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chuntian.casework import operations
from chuntian.casework.law import law_in_use
from chuntian.rules import Law
from chuntian.web.models import ApplicationDraft
from chuntian.web.portal import apply_drafts, apply_send
from chuntian.web.portal.apply_reading import (
    account_row,
    answer_rows,
    asking_for,
    known_rows,
    offered,
    programme_rows,
    standing,
    step_address,
)
from chuntian.web.portal.apply_steps import CHECK, Wizard
from chuntian.web.portal.mine.pages import own_file
from chuntian.web.portal.plain import plain
from chuntian.web.portal.voices import language


@own_file("apply")
def home(request: HttpRequest) -> HttpResponse:
    """Show what is being written for the person, and what can be applied for."""
    law = law_in_use()
    drafts = apply_drafts.drafts_of(request.user, [request.acting.person.pk], request.moment)
    view = {"rows": [_draft_row(one, law) for one in drafts], "programmes": programme_rows(law)}
    return render(request, "portal/apply-home.html", view)


@own_file("apply-programme", methods=("GET", "POST"), does=("begin",))
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what an application takes and how the person stands to it; a POST begins it."""
    law = law_in_use()
    if slug not in offered(law):
        raise Http404
    stands = standing(request, law, slug)
    if request.method == "POST" and stands.may_apply:
        return _begun(request, slug)
    view = {"name": law.words(slug, language())["name"], "plain": plain(slug), "stands": stands, "slug": slug}
    mine = apply_drafts.drafts_of(request.user, [request.acting.person.pk], request.moment)
    view["begun"] = mine.filter(programme=slug).exists()
    return render(request, "portal/apply-programme.html", view)


@own_file("apply-step", methods=("GET", "POST"), does=("answer",))
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Ask one question; the answer is kept at once, and the next page follows."""
    wizard = _wizard(request, pk)
    one, before = wizard.step(name)
    if one is None:
        return redirect(step_address(pk, wizard.next_name))
    form = one.form(_sent(request))
    if request.method == "POST" and form.is_valid():
        apply_drafts.keep(draft=wizard.draft, said=one.take(form.cleaned_data), at=request.moment)
        return redirect(step_address(pk, _wizard(request, pk).next_name))
    view: dict[str, Any] = {"form": form, "draft": wizard.draft, "caption": _name(wizard), **one.extra}
    view["back"] = step_address(pk, before) if before else reverse("apply:programme", args=[wizard.draft.programme])
    if one.extra.get("shows_known"):
        view["known"] = known_rows(wizard.asking.shown())
    return render(request, "portal/apply-step.html", view)


@own_file("apply-check", methods=("GET", "POST"), does=("send",))
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every answer with the way to change it; a POST sends the application, once."""
    if request.method == "POST" and not ApplicationDraft.objects.filter(pk=pk, user=request.user).exists():
        warning(request, _("这份申请已经交了，或者已经删掉。下面是现在的申请。"), extra_tags="warn")
        return redirect("apply:cases")
    wizard, why = _wizard(request, pk), ""
    if wizard.next_name != CHECK:
        return redirect(step_address(pk, wizard.next_name))
    if request.method == "POST":
        try:
            case = apply_send.send(wizard=wizard, by=request.user, at=request.moment, on=request.today)
        except (operations.CaseOpen, operations.AlreadyReceiving) as refused:
            why = str(refused)
        else:
            return redirect("apply:receipt", case.pk)
    view = {
        "rows": answer_rows(wizard),
        "known": known_rows(wizard.asking.shown()),
        "why": why,
        "has_errors": bool(why),
    }
    view |= {"draft": wizard.draft, "account": account_row(request), "name": _name(wizard)}
    view |= {"decision": wizard.asking.decision(wizard.asked.answers)}
    return render(request, "portal/apply-check.html", view)


@own_file("apply-drop", methods=("POST",), does=("drop",))
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away what was written."""
    apply_drafts.drop(draft=_draft(request, pk))
    success(request, _("已经删掉，没有交。您随时可以重新申请。"), extra_tags="done")
    return redirect("apply:home")


def _begun(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        draft = apply_drafts.begin(user=request.user, person=request.acting.person, programme=slug, at=request.moment)
    except apply_drafts.TooMany:
        warning(request, _("没写完的申请太多了，请先交掉或删掉几份。"), extra_tags="warn")
        return redirect("apply:home")
    return redirect(step_address(draft.pk, _wizard(request, draft.pk).next_name))


def _draft(request: HttpRequest, pk: int) -> ApplicationDraft:
    """
    Give a draft that the reader writes for the person whose file is open.

    :raises Http404: there is none, or it has ended.
    """
    draft = apply_drafts.drafts_of(request.user, [request.acting.person.pk], request.moment).filter(pk=pk).first()
    if draft is None:
        raise Http404
    return draft


def _wizard(request: HttpRequest, pk: int) -> Wizard:
    draft = _draft(request, pk)
    return Wizard(draft, request.acting.present, asking_for(request, law_in_use(), draft.programme))


def _draft_row(draft: ApplicationDraft, law: Law) -> dict[str, Any]:
    return {
        "pk": draft.pk,
        "name": law.words(draft.programme, language())["name"],
        "kept_at": draft.kept_at,
        "ends_at": draft.ends_at,
    }


def _name(wizard: Wizard) -> str:
    return str(wizard.asking.law.words(wizard.draft.programme, language())["name"])


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
