"""What the pages of services share: who may see and do what, the pages beside each other, a person's reading written down."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.services.enums import NeedKind
from chuntian.services.readings import hidden_programmes
from chuntian.web.templatetags.desk import crumbs

NEEDS_VIEW = (Do.VISIT_RECORD, Do.CASE_CHECK, Do.CASE_DECIDE, Do.AUDIT_VIEW)
NEEDS_DO = (Do.VISIT_RECORD, Do.CASE_CHECK)
VIEW = (Do.CASE_CHECK, Do.CASE_DECIDE, Do.AUDIT_VIEW)
CHECK, DECIDE, EITHER = (Do.CASE_CHECK,), (Do.CASE_DECIDE,), (Do.CASE_CHECK, Do.CASE_DECIDE)
ROWS_A_PAGE = 25
FEN = 100
PAGES = [
    ("desk:needs", gettext_lazy("需求"), NEEDS_VIEW), ("desk:orders", gettext_lazy("服务单和轮候"), VIEW),
    ("desk:providers", gettext_lazy("机构和协议"), VIEW), ("desk:claims", gettext_lazy("结算"), VIEW),
    ("desk:scales", gettext_lazy("量表"), VIEW), ("desk:devices", gettext_lazy("辅具"), VIEW), ("desk:works", gettext_lazy("家庭改造"), VIEW),
]  # fmt: skip
Row = TypeVar("Row", bound=Model)


def allowed(request: HttpRequest, actions: tuple[str, ...]) -> bool:
    """Say whether the reader may do one of some actions."""
    return any(request.scope.can(action) for action in actions)


def pages(request: HttpRequest, here: str) -> list[tuple[Any, str, bool]]:
    """Give the pages of services that the reader may open, the present one marked."""
    return [(title, reverse(name), name == here) for name, title, actions in PAGES if allowed(request, actions)]


def trail(*parts: Any) -> list[tuple[str, str]]:
    """Give the way to a page of services."""
    return crumbs(reverse("desk:services"), _("服务"), *parts)


def within(request: HttpRequest, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Keep the rows of persons in the reader's scope, both where the row was made and where the person lives now."""
    return request.scope.filter(rows).filter(request.scope.q("person__region"))


def knows(request: HttpRequest) -> bool:
    """Say whether the reader may know of mental health: who treats and who decides."""
    return request.scope.can(Do.RESTRICTED_VIEW)


def need_kinds(request: HttpRequest) -> list[tuple[str, str]]:
    """Give the kinds of need that the reader may know of."""
    return [one for one in NeedKind.choices if knows(request) or one[0] != NeedKind.MENTAL]


def hidden(request: HttpRequest) -> frozenset[str]:
    """Give the programmes whose orders the reader may not see: mental health is for who treats and who decides."""
    return frozenset() if knows(request) else hidden_programmes()


def seen(request: HttpRequest, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Leave out what is restricted."""
    return rows.exclude(programme__in=hidden(request))


def said_of(form: Any) -> dict[str, Any]:
    """Give what a filter asks; nothing where it was not sent or is wrong."""
    return form.cleaned_data if form.is_bound and form.is_valid() else {}


def only(rows: QuerySet[Row], asked: dict[str, Any], *names: str) -> QuerySet[Row]:
    """Keep the rows that have what was asked in columns of these names."""
    return rows.filter(**{name: asked[name] for name in names if asked.get(name)})
