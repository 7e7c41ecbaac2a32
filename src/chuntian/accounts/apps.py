from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "chuntian.accounts"
    label = "accounts"
