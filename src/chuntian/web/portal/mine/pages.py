"""A page of one's own file: which person, the database told of it, the reading written down, a form for the right person."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.messages import warning
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from chuntian.accounts.enums import Do
from chuntian.trail import reach
from chuntian.trail.operations import record
from chuntian.web.named import source
from chuntian.web.pages import View, page
from chuntian.web.portal.mine.acting import acting


def own_file(
    part: str, *, methods: tuple[str, ...] = ("GET",), does: tuple[str, ...] = (), gives: str = ""
) -> Callable[[View], View]:
    """
    Open a page to citizens, with `request.acting` set: whose file it is, and as what the asker acts.

    Whatever the view reads must be asked by `request.acting.person`: the database shows it the whole house, because a
    citizen has no division. A form carries the person it was shown for ("for"); where another file was opened in the
    meantime, in another window, nothing is done. `does` names the deeds of a POST; `part` goes into the
    trail; a page that shows nothing of the file has none.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def within(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.acting = acting(request)
            if request.acting is None:
                return _nobody(request, kwargs)
            if request.method == "POST":
                if not request.POST.get("do"):
                    raise PermissionDenied
                if request.POST.get("for") != str(request.acting.person.pk):
                    return _another(request)
            with reach.whole_house(f"own file user:{request.user.pk}"):
                answer = view(request, *args, **kwargs)
                _write_down(request, part, answer)
                return answer

        allowed = dict.fromkeys(does, (Do.OWN_FILE,))
        return page(Do.OWN_FILE, methods=methods, does=allowed, gives=gives)(within)

    return declare


def _nobody(request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse:
    if any(isinstance(one, int) for one in kwargs.values()):
        raise Http404  # a row of someone else's, or of nobody's
    return render(request, "portal/mine/nobody.html")


def _another(request: HttpRequest) -> HttpResponse:
    told = _("没有保存：您在别的窗口打开了另一个人的档案。现在是%(name)s的档案，请看清楚再填。")
    warning(request, told % {"name": request.acting.person.name}, extra_tags="warn")
    return redirect(request.path)


def _write_down(request: HttpRequest, part: str, answer: HttpResponse) -> None:
    if answer.status_code != 200 or not part:
        return
    person, present = request.acting.person, request.acting.present
    record(
        actor=request.user, action="person.view", subject_kind="person", subject_id=person.pk, region=person.region,
        at=request.moment, detail={"part": part, "as": present.kind, "from": source(request)},
    )  # fmt: skip
