"""The addresses of a provider's own pages, below /provider/."""

from django.urls import path

from chuntian.web.provider import agreement, appointment, claims, orders, people, plan, session, today

app_name = "provider"
urlpatterns = [
    path("", today.today, name="today"),
    path("sessions/<int:pk>/", session.session, name="session"),
    path("plan/", plan.week, name="plan"),
    path("plan/<int:pk>/", appointment.appointment, name="appointment"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", orders.order, name="order"),
    path("people/<int:pk>/assess/<int:form_pk>/", orders.assess, name="assess"),
    path("people/assessments/<int:pk>/", orders.assessment, name="assessment"),
    path("claims/", claims.claims, name="claims"),
    path("claims/<int:pk>/", claims.claim, name="claim"),
    path("claims/lines/<int:pk>/", claims.claim_line, name="claim-line"),
    path("agreement/", agreement.agreement, name="agreement"),
]
