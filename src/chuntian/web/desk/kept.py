"""What had been typed when a session ended, offered once more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from chuntian.web import kept_forms
from chuntian.web.pages import own_page


@own_page("offers one's own form that was sent when the session had ended", methods=("GET", "POST"))
def kept(request: HttpRequest) -> HttpResponse:
    """Show what was typed; send it on to its page as it was, or forget it."""
    typed = kept_forms.offered(request.user)
    if request.method == "POST":
        kept_forms.drop(request.user)
        if typed and request.POST.get("kept") == "send":
            # 307 lets the browser send the same fields to the page they were meant for, which checks them as ever.
            return redirect(typed.path, preserve_request=True)
        return redirect("desk:work")
    if typed is None:
        return redirect("desk:work")
    return render(request, "desk/kept.html", {"typed": typed})
