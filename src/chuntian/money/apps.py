from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "chuntian.money"
    label = "money"
