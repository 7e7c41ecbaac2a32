from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "chuntian.places"
    label = "places"
