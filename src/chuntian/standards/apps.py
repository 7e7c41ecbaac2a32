from django.apps import AppConfig


class StandardsConfig(AppConfig):
    name = "chuntian.standards"
    label = "standards"
