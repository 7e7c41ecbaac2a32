"""The addresses of the system; each page declares its own in web/."""

from django.urls import include, path

urlpatterns = [path("", include("chuntian.web.urls"))]
handler404 = "chuntian.web.api.urls.absent"
