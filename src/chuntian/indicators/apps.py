from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "chuntian.indicators"
    label = "indicators"
