"""Which division and month the pages of figures speak of, and the way between these pages."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from chuntian.accounts.scopes import figure_regions
from chuntian.indicators import queries
from chuntian.kernel.days import Month, MonthError
from chuntian.kernel.divisions import DivisionError, is_within, pad


@dataclass(frozen=True)
class Asked:
    """Which division and month a page of figures speaks of."""

    region: str
    month: str
    months: tuple[str, ...]

    @property
    def query(self) -> str:
        """Give what follows an address that asks for the same."""
        return f"?month={self.month}&region={self.region}"

    @property
    def live(self) -> str:
        """Give what follows an address of the figures that are computed on opening."""
        last = Month.parse(self.month)
        return f"?year={last.year}&month={last.month}&region={self.region}"


def asked(request: HttpRequest) -> Asked:
    """
    Read division and month; the newest month kept where none is asked for.

    :raises Http404: the division is not one whose figures one may open, or the month is none.
    """
    regions = figure_regions(request.user, request.today)
    if not regions:
        raise Http404
    region = region_asked(request.GET.get("region") or regions[0], regions)
    kept = tuple(queries.months_kept(region))
    text = request.GET.get("month") or (kept[0] if kept else str(Month.of(request.today)))
    try:
        return Asked(region, str(Month.parse(text)), kept)
    except MonthError as why:
        raise Http404 from why


def region_asked(asked: str, regions: tuple[str, ...]) -> str:
    """
    Give the division asked for, if it lies in one of the regions.

    :raises Http404: it does not, or there is none.
    """
    try:
        code = pad(asked)
    except DivisionError as why:
        raise Http404 from why
    if not any(is_within(code, region) for region in regions):
        raise Http404
    return code


def ways(found: Asked, here: str) -> list[tuple[str, str, bool]]:
    """Give the pages of figures, for the head of each of them."""
    pages = [
        ("measures", _("全部指标"), reverse("desk:measures") + found.live),
        ("board", _("规划进度"), reverse("desk:board") + found.query),
        ("returns", _("月报"), reverse("desk:returns") + found.query),
        ("reported", _("部门报来的数"), reverse("desk:reported") + found.query),
        ("public", _("公开"), reverse("desk:public-figures") + found.query),
    ]
    return [(title, url, name == here) for name, title, url in pages]
