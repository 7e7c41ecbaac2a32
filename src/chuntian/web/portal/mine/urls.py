"""The addresses of one's own file, below /mine/."""

from django.urls import path

from chuntian.web.portal.mine import (
    appointments,
    decisions,
    facts,
    helpers,
    home,
    looked,
    money,
    service_says,
    services,
    settings,
)

app_name = "mine"
urlpatterns = [
    path("", home.home, name="home"),
    path("for/", home.whom, name="for"),
    path("money/", money.money, name="money"),
    path("services/", services.services, name="services"),
    path("services/<int:pk>/", services.order, name="service"),
    path("services/<int:pk>/choose/", services.choose, name="service-choose"),
    path("services/<int:pk>/word/", services.word, name="service-word"),
    path("services/appointments/<int:pk>/", appointments.appointment, name="appointment"),
    path("services/appointments/<int:pk>.ics", appointments.calendar_file, name="appointment-file"),
    path("services/<int:pk>/leave/", service_says.leave, name="service-leave"),
    path("services/<int:pk>/complain/", service_says.complain, name="service-complain"),
    path("services/sessions/<int:pk>/", services.contest, name="service-contest"),
    path("decisions/", decisions.decisions, name="decisions"),
    path("letters/", decisions.letters, name="letters"),
    path("letters/<int:pk>/", decisions.letter, name="letter"),
    path("letters/<int:pk>/<str:form>", decisions.letter_form, name="letter-file"),
    path("facts/", facts.facts, name="facts"),
    path("facts/<slug:name>/", facts.wrong, name="wrong"),
    path("looked/", looked.looked, name="looked"),
    path("settings/", settings.settings, name="settings"),
    path("settings/formats/", settings.formats, name="formats"),
    path("settings/contact/", settings.contact, name="contact"),
    path("settings/copy/", settings.copy, name="copy"),
    path("settings/helpers/", helpers.helpers, name="helpers"),
    path("settings/helpers/<int:pk>/", helpers.end, name="helper-end"),
]
