from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "chuntian.exchange"
    label = "exchange"
