from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "chuntian.casework"
    label = "casework"
