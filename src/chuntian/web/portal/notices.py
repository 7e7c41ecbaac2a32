"""Public notices 公示 that hang today, and no other: the least that has to be known, gone by themselves, kept from search engines."""

from django import forms
from django.contrib.messages import success
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.casework import operations
from chuntian.casework.limits import day_in_china
from chuntian.casework.queries import notices_on
from chuntian.trail import reach
from chuntian.web import clock
from chuntian.web.contact import ways
from chuntian.web.forms import PlainForm
from chuntian.web.pages import own_page, public_page
from chuntian.web.reading.names import place_choices, programme_choices

ROWS_A_PAGE = 20


class NoticesForm(PlainForm):
    place = forms.ChoiceField(label=gettext_lazy("哪个县（区）"), required=False)
    programme = forms.ChoiceField(label=gettext_lazy("哪项政策"), required=False)


class ObjectionForm(PlainForm):
    text = forms.CharField(
        label=gettext_lazy("您不同意什么？为什么？"), min_length=4, max_length=1000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("写您知道的事实。请不要写身份证号。您的名字不会告诉被公示的人。"),
    )  # fmt: skip


@own_page("writes an objection of one's own; of the notice it shows what everybody sees", methods=("GET", "POST"))
def object_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an objection to a notice that hangs."""
    with reach.whole_house(f"object user:{request.user.pk}"):
        notice = notices_on(day_in_china(request.moment)).filter(pk=pk).first()
        if notice is None:
            raise Http404
        form = ObjectionForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                operations.object_to(notice=notice, by=request.user, at=request.moment, **form.cleaned_data)
            except operations.NoticeOver as why:  # it came down while the page was open
                raise Http404 from why
            success(request, _("异议收到了。答复之前不会作决定。"), extra_tags="done")
            return redirect("portal:notices")
    answer = render(request, "portal/object.html", {"form": form, "notice": notice.shown})
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer


@public_page("what must be published is published: masked name, place, matter, result, for its days and not longer")
def notices(request: HttpRequest) -> HttpResponse:
    """List the notices of today, by place and programme."""
    with reach.whole_house("public notices"):
        found = notices_on(day_in_china(clock.now()))
        form = NoticesForm(request.GET or None)
        slugs = found.order_by("programme").values_list("programme", flat=True).distinct()
        form.fields["place"].choices = place_choices(found, 6)
        form.fields["programme"].choices = [("", gettext_lazy("全部")), *programme_choices(slugs)]
        asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
        found = found.filter(**{"programme": asked["programme"]} if asked.get("programme") else {})
        found = found.filter(region__startswith=asked["place"][:6]) if asked.get("place") else found
        shown = Paginator(found.order_by("closes_on", "id"), ROWS_A_PAGE).get_page(request.GET.get("page"))
        rows = [
            {**one.shown, "pk": one.pk, "opens_on": one.opens_on, "closes_on": one.closes_on}
            for one in shown.object_list
        ]
    view = {"rows": rows, "page": shown, "filters": form} | ways()
    answer = render(request, "portal/notices.html", view)
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Cache-Control"] = "no-store"
    return answer
