"""The addresses of applying and of following an application, below /mine/."""

from django.urls import path

from chuntian.web.portal import apply, track, track_notices, track_say

app_name = "apply"
urlpatterns = [
    path("apply/", apply.home, name="home"),
    path("apply/for/<slug:slug>/", apply.programme, name="programme"),
    path("apply/<int:pk>/check/", apply.check, name="check"),
    path("apply/<int:pk>/drop/", apply.drop, name="drop"),
    path("apply/<int:pk>/<slug:name>/", apply.step, name="step"),
    path("cases/", track.cases, name="cases"),
    path("cases/<int:pk>/", track.case, name="case"),
    path("cases/<int:pk>/receipt/", track.receipt, name="receipt"),
    path("cases/<int:pk>/answer/", track_say.answer, name="answer"),
    path("cases/<int:pk>/paper/", track_say.paper, name="paper"),
    path("cases/<int:pk>/review/", track_say.review, name="review"),
    path("cases/<int:pk>/complain/", track_say.complain, name="case-complain"),
    path("cases/<int:pk>/withdraw/", track_say.withdraw, name="withdraw"),
    path("cases/<int:pk>/letter/<str:form>", track.letter_file, name="letter"),
    path("complain/", track_say.complain_about_anything, name="complain"),
    path("objections/", track_notices.objections, name="objections"),
]
