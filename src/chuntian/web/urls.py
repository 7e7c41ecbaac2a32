"""The addresses of the pages."""

from django.urls import include, path

urlpatterns = [path("", include("chuntian.web.desk.urls"))]
