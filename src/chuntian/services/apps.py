from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "chuntian.services"
    label = "services"
