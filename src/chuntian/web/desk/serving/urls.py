"""The addresses of services at the desk."""

from django.urls import path

from chuntian.web.desk.serving import (
    agreements,
    assessing,
    claims,
    devices,
    figures,
    homes,
    hub,
    needs,
    orders,
    person,
    providers,
    scales,
    works,
)

__all__ = ["figures", "urlpatterns"]
urlpatterns = [
    path("people/<int:pk>/services/", person.person_services, name="person-services"),
    path("people/<int:pk>/survey/", person.survey, name="survey"),
    path("services/", hub.services, name="services"),
    path("services/needs/", needs.needs, name="needs"),
    path("services/needs.xlsx", needs.export, name="needs-file"),
    path("services/needs/<int:pk>/", needs.need, name="need"),
    path("services/orders/", orders.orders, name="orders"),
    path("services/orders.xlsx", orders.export, name="orders-file"),
    path("services/orders/<int:pk>/", orders.order, name="order"),
    path("services/orders/<int:pk>/assess/<int:form_pk>/", assessing.assess, name="assess"),
    path("services/assessments/<int:pk>/", assessing.assessment, name="assessment"),
    path("services/scales/", scales.scales, name="scales"),
    path("services/scales/sample.xlsx", scales.sample, name="scale-sample"),
    path("services/scales/<int:pk>/", scales.scale, name="scale"),
    path("services/providers/", providers.providers, name="providers"),
    path("services/providers/<int:pk>/", providers.provider, name="provider"),
    path("services/agreements/<int:pk>/", agreements.agreement, name="agreement"),
    path("services/claims/", claims.claims, name="claims"),
    path("services/claims/<int:pk>/", claims.claim, name="claim"),
    path("services/claims/lines/<int:pk>/", claims.claim_line, name="claim-line"),
    path("services/devices/", devices.devices, name="devices"),
    path("services/devices/<int:pk>/", devices.device, name="device"),
    path("services/devices/<int:pk>/label/", devices.label, name="device-label"),
    path("services/works/", works.works, name="works"),
    path("services/works/<int:pk>/", works.project, name="project"),
    path("services/homes/<int:pk>/", homes.home, name="home"),
    path("services/homes/photos/<int:pk>.jpg", homes.photo, name="home-photo"),
]
