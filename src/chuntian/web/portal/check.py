"""
What am I entitled to: one question a page, answers that one can change, and a result to take along.

The address says only how many questions there were; whom it is about, where, and the answers are in a sealed cookie.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.casework.law import law_in_use
from chuntian.places.regions import division_name, full_name
from chuntian.web import clock
from chuntian.web.pages import public_page
from chuntian.web.portal import kept, offices, voices
from chuntian.web.portal.asking import Asked, Asking
from chuntian.web.portal.forms import OTHER, AnswerForm, PlaceForm, TownForm, WhoForm
from chuntian.web.portal.kept import Kept
from chuntian.web.portal.questions import UNKNOWN, Answer, Question
from chuntian.web.portal.results import results

WHY = "the anonymous check: nobody signs in, and nothing of it is kept on the server"
LEVELS = {2: gettext_lazy("哪个省？"), 3: gettext_lazy("哪个市（州）？"), 4: gettext_lazy("哪个县（区）？")}


@public_page(WHY)
def start(request: HttpRequest) -> HttpResponse:
    """Say what the check does, and what it does not keep."""
    return render(request, "portal/start.html", {"begun": bool(kept.read(request).who)})


@public_page(WHY, methods=("GET", "POST"))
def who(request: HttpRequest) -> HttpResponse:
    """Ask for whom."""
    held = kept.read(request)
    form = WhoForm(_sent(request), initial={"who": held.who})
    if request.method == "POST" and form.is_valid():
        held = held.but(who=form.cleaned_data["who"])
        return kept.write(redirect(_next_address(request, held)), held)
    return render(request, "portal/question.html", {"form": form, "back": reverse("portal:check")})


@public_page(WHY, methods=("GET", "POST"))
def place(request: HttpRequest, level: int) -> HttpResponse:
    """Ask for the place, a level a page: the counties of this house first, else province, city and county."""
    held = kept.read(request)
    rows = _rows(held, level)
    if not rows and level == 1:
        return redirect("portal:place", 2)
    if not rows or not held.who:
        return redirect(_next_address(request, held.but(place="")))
    title = _("住在哪个县（区）？") if level == 1 else LEVELS[level]
    form = PlaceForm(_sent(request), rows=rows, tiles=level == 1, title=title, initial={"place": held.place})
    form.fields["place"].help_text = _("各地的标准不一样，所以先问地方。问到县（区）就够了。") if level == 1 else ""
    if request.method == "POST" and form.is_valid():
        held = _chosen(held, level, form.cleaned_data["place"])
        ahead = reverse("portal:place", args=[level + 1]) if not held.place else _next_address(request, held)
        return kept.write(redirect(ahead), held)
    is_first = level == 1 or (level == 2 and not _rows(held, 1))
    back = reverse("portal:who") if is_first else reverse("portal:place", args=[level - 1])
    return render(request, "portal/question.html", {"form": form, "back": back})


@public_page(WHY, methods=("GET", "POST"))
def question(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the question that stands at `number` in the order of this check."""
    held = kept.read(request)
    if not held.who or not held.place:
        return redirect(_next_address(request, held))
    asked = _asking(request, held).walk(held.answers)
    if not 1 <= number <= len(asked.questions):
        return redirect(_next_address(request, held))
    one = asked.questions[number - 1]
    form = AnswerForm(_sent(request), question=one, kept=held, place_name=division_name(held.place))
    if request.method == "POST" and form.is_valid():
        held = held.but(answers={**asked.answers, one.slug: form.cleaned_data["answer"]})
        return kept.write(redirect(_next_address(request, held)), held)
    back = reverse("portal:question", args=[number - 1]) if number > 1 else reverse("portal:place", args=[1])
    view = {"form": form, "back": back, "number": number, "change": asked.pending is None, "tells": voices.words(one.paper)}  # fmt: skip
    view["unit"] = voices.words(one.unit)
    return render(request, "portal/question.html", view)


@public_page(WHY)
def answers(request: HttpRequest) -> HttpResponse:
    """Show every answer, each with the way to change it."""
    held = kept.read(request)
    if not held.who or not held.place:
        return redirect(_next_address(request, held))
    asked = _asking(request, held).walk(held.answers)
    if asked.pending is not None:
        return redirect(_next_address(request, held))
    return render(request, "portal/answers.html", {"rows": _answer_rows(held, asked)})


@public_page(WHY, methods=("GET", "POST"))
def result(request: HttpRequest) -> HttpResponse:
    """Show what the person gets, may get and does not get; a POST names the township whose office to show."""
    held = kept.read(request)
    if not held.who or not held.place:
        return redirect(_next_address(request, held))
    form = TownForm(_sent(request), county=held.place, initial={"town": held.town})
    if request.method == "POST" and form.is_valid():
        held = held.but(town=form.cleaned_data["town"])
        return kept.write(redirect(reverse("portal:result") + "#office"), held)
    asking = _asking(request, held)
    asked = asking.walk(held.answers)
    if asked.pending is not None:
        return redirect(_next_address(request, held))
    found = results(asking, asked, town=held.town)
    view: dict[str, Any] = {state: [one for one in found if one.state == state] for state in ("yes", "maybe", "no")}
    view |= {"form": form, "rows": _answer_rows(held, asked), "on": asking.on, "place": full_name(held.place)}
    view |= {"towns": len(form.fields["town"].choices) > 1, "demo": any(one.uses_demo for one in view["yes"])}
    return render(request, "portal/result.html", view)


@public_page(WHY, methods=("POST",))
def forget(request: HttpRequest) -> HttpResponse:
    """Forget every answer, and begin again."""
    return kept.forget(redirect(reverse("portal:check")))


def _sent(request: HttpRequest) -> QueryDict | None:
    """Give what was sent, also where nothing was chosen: an empty form is an error, no form is none."""
    return request.POST if request.method == "POST" else None


def _asking(request: HttpRequest, held: Kept) -> Asking:
    return Asking(law_in_use(), on=clock.today(), place=held.place)


def _next_address(request: HttpRequest, held: Kept) -> str:
    """Give where the check goes on: the first thing that is not known yet."""
    if not held.who:
        return reverse("portal:who")
    if not held.place:
        return reverse("portal:place", args=[1])
    asked = _asking(request, held).walk(held.answers)
    return reverse("portal:question", args=[len(asked.questions)]) if asked.pending else reverse("portal:answers")


def _rows(held: Kept, level: int) -> list[tuple[str, str]]:
    """Give the places to choose from at a level."""
    if level == 1:
        own = offices.own_counties()
        return own if len(own) <= offices.MOST_PLACES else []
    if level not in LEVELS:
        raise Http404
    above = (["000000000000", *held.chain])[level - 2 : level - 1]
    return offices.below(above[0]) if above else []


def _chosen(held: Kept, level: int, code: str) -> Kept:
    """Keep a place; it is the answer where nothing nearer can be asked for. Another place makes the answers void."""
    if code == OTHER:
        return held.but(place="", chain=[], town="", answers={})
    chain = [] if level == 1 else [*held.chain[: level - 2], code]
    is_last = level in (1, 4) or not offices.below(code)
    answers = held.answers if is_last and code == held.place else {}
    return held.but(place=code if is_last else "", chain=chain, town="", answers=answers)


def _answer_rows(held: Kept, asked: Asked) -> list[tuple[str, str, str]]:
    """Give topic, answer and the address to change it."""
    rows = [(_("替谁问"), str(voices.WHO[held.who]), reverse("portal:who"))]
    rows.append((_("地方"), full_name(held.place), reverse("portal:place", args=[1])))
    for number, one in enumerate(asked.questions, start=1):
        said = answer_words(one, asked.answers[one.slug])
        rows.append((voices.words(one.topic), said, reverse("portal:question", args=[number])))
    return rows


def answer_words(one: Question, answer: Answer) -> str:
    """Write an answer as it was given."""
    if answer == UNKNOWN:
        return _("我不知道")
    if one.kind == "number":
        return f"{answer} {voices.words(one.unit)}"
    values = answer if isinstance(answer, list) else [str(answer)]
    chosen = [voices.words(option.words) for option in one.options if option.value in values]
    return _("、").join(chosen) or _("以上都没有")
