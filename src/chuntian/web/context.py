"""Which house a page stands in that staff and citizens share: the account, the display, what went wrong."""

from django.http import HttpRequest

from chuntian.accounts.enums import Role
from chuntian.web.pages import prepare

DESK, OWN, PORTAL = "desk/base.html", "portal/mine/base.html", "portal/base.html"


def house(request: HttpRequest) -> dict[str, str]:
    """Give the frame of the page: the desk for staff, one's own file for a citizen, the portal for a visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"house": PORTAL}
    prepare(request)
    return {"house": OWN if request.scope.roles == (Role.CITIZEN,) else DESK}
