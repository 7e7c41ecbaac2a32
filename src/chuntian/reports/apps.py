from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "chuntian.reports"
    label = "reports"
