from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "chuntian.registry"
    label = "registry"
