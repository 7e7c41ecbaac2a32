"""The addresses of the pages."""

from django.conf import settings
from django.urls import include, path

from chuntian.web.gallery.pages import addresses

urlpatterns = [
    *addresses(settings.DEBUG),
    path("", include("chuntian.web.api.urls")),
    path("", include("chuntian.web.desk.urls")),
    path("", include("chuntian.web.portal.urls")),
    path("provider/", include("chuntian.web.provider.urls")),
    path("mine/", include("chuntian.web.portal.mine.urls")),
    path("mine/", include("chuntian.web.portal.apply_urls")),
]
