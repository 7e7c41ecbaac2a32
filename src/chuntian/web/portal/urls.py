"""The addresses of the citizens' portal; its first page is `/`, see web/front.py."""

from django.urls import path

from chuntian.web.portal import benefits, check, home, notices, progress, providers

app_name = "portal"
urlpatterns = [
    path("check/", check.start, name="check"),
    path("check/who/", check.who, name="who"),
    path("check/place/<int:level>/", check.place, name="place"),
    path("check/<int:number>/", check.question, name="question"),
    path("check/answers/", check.answers, name="answers"),
    path("check/result/", check.result, name="result"),
    path("check/forget/", check.forget, name="forget"),
    path("benefits/", benefits.programmes, name="programmes"),
    path("benefits/<slug:slug>/", benefits.programme, name="programme"),
    path("progress/", progress.progress, name="progress"),
    path("open-data/", progress.open_data, name="open-data"),
    path("open-data/<int:pk>/<str:name>", progress.data_file, name="data-file"),
    path("providers/", providers.providers, name="providers"),
    path("contact/", home.contact, name="contact"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/object/", notices.object_to, name="object"),
]
