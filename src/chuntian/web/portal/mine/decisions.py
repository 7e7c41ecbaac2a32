"""What the person is entitled to this month, with the reasons; and the letters, read here and taken in every form."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from chuntian.casework.models import Letter
from chuntian.casework.operations import FormFailed, chosen_forms
from chuntian.formats.letter.source import read
from chuntian.kernel.days import Month
from chuntian.web import exports
from chuntian.web.portal.mine.pages import own_file
from chuntian.web.portal.plain import plain
from chuntian.web.reading.decisions import decision_rows
from chuntian.web.reading.letters import names_of, offered
from chuntian.web.reading.names import programme_name


@own_file("decisions")
def decisions(request: HttpRequest) -> HttpResponse:
    """Show what the law gives the person this month: yes, not known yet, no; each with why."""
    rows = [row | {"plain": plain(row["slug"])} for row in decision_rows(request.acting.person, request)]
    view = {
        "month": Month.of(request.today),
        "yes": [row for row in rows if row["outcome"] == "eligible"],
        "maybe": [row for row in rows if row["outcome"] == "unknown"],
        "no": [row for row in rows if row["outcome"] == "not_eligible"],
        "demo": any(row["demo"] for row in rows),
    }
    return render(request, "portal/mine/decisions.html", view)


@own_file("letters")
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters to the person, newest first."""
    rows = [
        {
            "pk": one.pk,
            "title": one.content["title"],
            "programme": programme_name(one.programme),
            "kind": one.get_kind_display(),
            "at": one.issued_at,
        }
        for one in Letter.objects.filter(person=request.acting.person).order_by("-issued_at", "-pk")
    ]
    chosen = names_of([str(one) for one in chosen_forms(request.acting.person)])
    return render(request, "portal/mine/letters.html", {"rows": rows, "chosen": chosen})


@own_file("letter")
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter, and its files; the forms that the person chose stand first."""
    one = _own(request, pk)
    wanted = chosen_forms(request.acting.person)
    forms = offered(wanted)
    view = {
        "letter": one,
        "words": read(one.content).data,
        "chosen": [form for form in forms if form["chosen"]],
        "others": [form for form in forms if not form["chosen"]],
    }
    return render(request, "portal/mine/letter.html", view)


@own_file("letter-file", gives="one letter to the person")
def letter_form(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """Give a letter in one form; where it cannot be made, say so, and ask someone to bring it."""
    return exports.letter(request, _own(request, pk), form, back=redirect("mine:letter", pk), told=not_given)


def not_given(why: Exception) -> str:
    """Tell a person why a letter is not there in the form asked for, and what they can do."""
    if isinstance(why, FormFailed):
        return _("这种形式没有做成。已经请县残联想办法送给您。现在可以先用纯文本。")
    return _("这个文件现在给不了。请先用别的形式，或者在这一页上直接看。")


def _own(request: HttpRequest, pk: int) -> Letter:
    """
    Give a letter to the person whose file is open.

    :raises Http404: there is none, or it is someone else's: the reader cannot tell which.
    """
    one = Letter.objects.filter(person=request.acting.person, pk=pk).first()
    if one is None:
        raise Http404
    return one
