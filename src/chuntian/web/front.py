"""The address `/`: the citizens' portal for visitors and citizens, the work of the day for staff."""

from django.http import HttpRequest, HttpResponse

from chuntian.accounts.enums import Role
from chuntian.web.desk.home import work
from chuntian.web.pages import prepare, public_page
from chuntian.web.portal.home import home


@public_page("the portal's first page; whoever is signed in sees the tasks of the own roles, or the places these open")
def front(request: HttpRequest) -> HttpResponse:
    """Show the portal, also to a citizen who is signed in, or the desk."""
    if not request.user.is_authenticated:
        return home(request)
    prepare(request)
    return home(request) if request.scope.roles == (Role.CITIZEN,) else work(request)


# Whoever comes with a session that has ended is staff (a visitor of the portal never has one): the door says so.
front.asks_ended_sessions = True
