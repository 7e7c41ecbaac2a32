"""The tags and filters of the desk's templates."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.template import Context
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chuntian.kernel.clock import demo_day
from chuntian.web import components, sessions, views
from chuntian.web.navigation import Place, places_for
from chuntian.web.reading.telephone import number_to_call

register = template.Library()
IDEOGRAPHS = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SIGNS = IDEOGRAPHS + "\uff00-\uffef“”‘’…—·"
CHINESE = re.compile(rf"[{SIGNS}]*[{IDEOGRAPHS}](?:[{SIGNS}]|[A-Za-z0-9_%.+\[\] -]{{1,12}}(?=[{SIGNS}]))*")


@register.simple_tag
def part(which: str, **options: Any) -> SafeString:
    """Render the component `which`."""
    return mark_safe(components.component(which).render(options))  # its template has escaped every value


@register.simple_block_tag
def frame(content: str, which: str, **options: Any) -> SafeString:
    """Render the component `which` around the block's content."""
    return mark_safe(components.component(which).render({**options, "content": mark_safe(content)}))


@register.simple_tag
def story_day() -> date | None:
    """Give the day on which a demonstration stands; None over real data."""
    return demo_day(settings.DATA_FOLDER)


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[Place]:
    """Give the places of the desk that the user may go to."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return places_for(request)


@register.simple_tag(takes_context=True)
def session_times(context: Context) -> sessions.Times | None:
    """Give when the reader's session ends; None for whoever is not signed in."""
    request = context.get("request")
    user = getattr(request, "user", None)
    return sessions.times(request.session) if user is not None and user.is_authenticated else None


@register.filter
def hour(value: datetime) -> str:
    """Write a moment's hour and minute, in China's time."""
    return f"{timezone.localtime(value):%H:%M}"


@register.simple_tag(takes_context=True)
def view_classes(context: Context) -> str:
    """Give how the reader chose to see the pages, as classes of the page (cookies of the display page)."""
    request = context.get("request")
    return " ".join(f"{name}-{value}" for name, value in views.chosen(request.COOKIES if request else {}).items())


@register.simple_tag(takes_context=True)
def sees_elder_view(context: Context) -> bool:
    """Say whether the reader chose the elder view."""
    request = context.get("request")
    return views.chosen(request.COOKIES if request else {})["view"] == "elder"


@register.simple_tag(takes_context=True)
def same_page(context: Context, **changes: Any) -> str:
    """Give this page's address with some of its questions changed (an empty one is left out)."""
    asked = context["request"].GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value not in (None, ""):
            asked[name] = str(value)
    return "?" + urlencode(list(asked.lists()), doseq=True)


@register.filter
def yuan(fen: int | None) -> str:
    """Write an amount of fen as yuan, with marks at thousands; nothing known is a dash, never zero."""
    if fen is None:
        return "—"
    return _("%s 元") % number_format(Decimal(int(fen)) / 100, decimal_pos=2, use_l10n=True, force_grouping=True)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a day as 2024年3月5日, in English as 5 March 2024."""
    if not value:
        return "—"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if (get_language() or "").startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {value:%B} {value.year}"


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment as its day and minute, in China's time."""
    if value is None:
        return "—"
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day(local.date())} {local:%H:%M}"


@register.filter
def month(value: Any) -> str:
    """Write a month (2024-03, or a Month) as 2024年3月."""
    if not value:
        return "—"
    year, number = str(value).split("-")[:2]
    if (get_language() or "").startswith("zh"):
        return f"{year}年{int(number)}月"
    return f"{date(int(year), int(number), 1):%B %Y}"


@register.filter
def as_json(value: Any) -> str:
    """Write a value as JSON, to stand in an attribute (which escapes it)."""
    return json.dumps(value)


@register.filter
def count(value: int | None) -> str:
    """Write a whole number with marks at thousands."""
    return "—" if value is None else f"{int(value):,}"


@register.filter
def zh(value: Any) -> SafeString:
    """Mark a text as Chinese, so that a reader of the English pages hears it in Chinese."""
    if (get_language() or "").startswith("zh"):
        return format_html("{}", value)
    return format_html('<span lang="zh-Hans">{}</span>', value)


@register.filter
def dial(phone: str) -> SafeString:
    """Make a number that can be called of one that was written; words stay words."""
    number = number_to_call(phone)
    return format_html('<a href="tel:{}">{}</a>', number, phone) if number else format_html("{}", phone)


@register.filter
def marked(value: Any) -> SafeString:
    """Mark what is Chinese inside an English sentence; a Chinese page needs no marks (WCAG 3.1.2)."""
    if isinstance(value, SafeString):
        return value  # marked already
    text = "" if value is None else str(value)
    if (get_language() or "").startswith("zh") or not CHINESE.search(text):
        return format_html("{}", text)
    ends = [0, *(end for found in CHINESE.finditer(text) for end in found.span()), len(text)]
    pieces = [(text[start:end], number % 2) for number, (start, end) in enumerate(pairwise(ends))]
    return format_html_join(
        "",
        "{}",
        ((format_html('<span lang="zh-Hans">{}</span>', piece) if is_zh else piece,) for piece, is_zh in pieces),
    )


@register.simple_tag
def original_note() -> SafeString:
    """Say on an English page that the passage above is the law's own words, which nobody has translated."""
    if (get_language() or "").startswith("zh"):
        return SafeString("")
    return format_html('<p class="quiet">{}</p>', _("中文原文"))


@register.simple_tag
def crumbs(*parts: Any) -> list[tuple[str, str]]:
    """Pair addresses with titles (address, title, address, title, …); the last title, alone, is this page."""
    pairs = [(str(parts[at + 1]), str(parts[at])) for at in range(0, len(parts) - 1, 2)]
    return [*pairs, (str(parts[-1]), "")] if len(parts) % 2 else pairs
