from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "chuntian.trail"
    label = "trail"
