"""The tags of the portal's templates."""

from typing import Any

from django import template
from django.template import Context

from chuntian.accounts.enums import Do
from chuntian.web.pages import prepare
from chuntian.web.portal.mine.places import places

register = template.Library()


@register.simple_tag(takes_context=True)
def own_door(context: Context) -> str:
    """Say where whoever is signed in has his own pages: "mine", "desk", or "" for a visitor."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return ""
    prepare(request)
    return "mine" if request.scope.can(Do.OWN_FILE) else "desk"


@register.simple_tag(takes_context=True)
def mine_places(context: Context) -> list[tuple[Any, str, bool]]:
    """Give the places of one's own file."""
    return places(context["request"])
