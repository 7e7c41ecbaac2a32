"""
What can be done with the thing a page shows: each deed has its form, its permission and one operation of a room below.

A page names its deeds; those that are not possible now, or not allowed to the reader, are not offered and not accepted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.messages import success, warning
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from chuntian.trail import reach
from chuntian.web import kept_forms, sessions
from chuntian.web.desk.forms import DeskForm

Subject = Any


def always(subject: Subject) -> bool:
    """Say yes: the deed is possible in every state."""
    return True


@dataclass(frozen=True)
class Deed:
    """
    One deed. `do(request, subject, said)` calls the operation and gives the sentence that tells it is done, or an
    answer of its own; what it may raise and a reader can act on stands in `refusals`.
    """

    name: str
    title: str | Promise
    actions: tuple[str, ...]
    do: Callable[[HttpRequest, Subject, dict[str, Any]], str | Promise | HttpResponse]
    form: type[DeskForm] = DeskForm
    about: str | Promise = ""
    kind: str = "second"
    refusals: tuple[type[Exception], ...] = ()
    possible: Callable[[Subject], bool] = always
    weighs: bool = False  # money, many files, someone's account: asks once more who one is (ASVS 7.5.3)
    choices: Callable[[DeskForm, HttpRequest, Subject], None] | None = None

    def is_open(self, request: HttpRequest, subject: Subject) -> bool:
        """Say whether the reader may do it now."""
        return self.is_allowed(request) and self.possible(subject)

    def is_allowed(self, request: HttpRequest) -> bool:
        """Say whether the reader may ever do it."""
        return any(request.scope.can(action) for action in self.actions)

    def blank(self, request: HttpRequest, subject: Subject, data: Any = None, files: Any = None) -> DeskForm:
        """Give the deed's form, with the choices that this subject leaves."""
        form = self.form(data, files, prefix=self.name)
        if self.choices:
            self.choices(form, request, subject)
        return form


@dataclass
class Offered:
    deed: Deed
    form: DeskForm

    @property
    def opens(self) -> bool:
        """Say whether the form must be seen at once: it has an error, or nothing to fill in."""
        return bool(self.form.errors)

    @property
    def has_fields(self) -> bool:
        """Say whether there is anything to fill in."""
        return bool(self.form.fields)


def answer(
    request: HttpRequest, deeds: Sequence[Deed], subject: Subject, back: str | None = None
) -> tuple[list[Offered], HttpResponse | None]:
    """
    Do what was posted, and give the deeds to offer; the answer is None when the page is to be shown (again).

    What someone else did in the meantime is told on the page as it is now (trust A11).

    :raises PermissionDenied: the deed is not the reader's.
    """
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    offered = []
    for deed in deeds:
        if deed.name == asked:
            if not deed.is_allowed(request):
                raise PermissionDenied
            if not deed.possible(subject):
                warning(request, _("情况已变：这一步已由他人办理，或现在不能办。下面是现在的情况。"), extra_tags="warn")
                continue
            form = deed.blank(request, subject, request.POST, request.FILES)
            if deed.weighs and form.is_valid() and not sessions.is_proved(request):
                return [], _once_more(request)
            done = _done(request, deed, subject, form)
            if done is not None:
                return [], _told(request, done, back)
            offered.append(Offered(deed, form))
        elif deed.is_open(request, subject):
            offered.append(Offered(deed, deed.blank(request, subject)))
    return offered, None


def failed(offered: Sequence[Offered]) -> DeskForm | None:
    """Give the form that was sent with errors, for the summary at the head of the page."""
    return next((one.form for one in offered if one.form.is_bound and one.form.errors), None)


def _done(request: HttpRequest, deed: Deed, subject: Subject, form: DeskForm) -> Any:
    if not form.is_valid():
        return None
    if sessions.is_too_fast(request):
        form.add_error(None, _("一分钟里办得太多了，请等一会儿再办。刚才填的还在。"))
        return None
    try:
        with reach.whole_house(f"deed:{deed.name} user:{request.user.pk}"):
            return deed.do(request, subject, form.cleaned_data)
    except deed.refusals as why:
        form.add_error(None, str(why))
        return None


def _once_more(request: HttpRequest) -> HttpResponse:
    """Ask who one is; what was typed waits, and is sent on afterwards."""
    warning(request, _("这一步分量重：请先再证明一次是您本人，然后接着办。"), extra_tags="warn")
    back = reverse("desk:kept") if kept_forms.keep_sent(request) else request.path
    return redirect(reverse("desk:again") + "?" + urlencode({"next": back}))


def _told(request: HttpRequest, done: Any, back: str | None) -> HttpResponse:
    if isinstance(done, HttpResponse):
        return done
    if done:
        success(request, str(done), extra_tags="done")
    return redirect(back or request.path)
