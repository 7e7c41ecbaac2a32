from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "chuntian.web"
    label = "web"
