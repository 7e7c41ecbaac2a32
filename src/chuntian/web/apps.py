from django.apps import AppConfig
from django.conf import settings

SAFE_HEADERS = "chuntian.web.middleware.SafeHeaders"


class WebConfig(AppConfig):
    name = "chuntian.web"
    label = "web"

    def ready(self) -> None:
        """Bring the safe headers along: they belong to the pages, so no settings file can leave them out."""
        if SAFE_HEADERS not in settings.MIDDLEWARE:
            after = settings.MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware") + 1
            settings.MIDDLEWARE = [*settings.MIDDLEWARE[:after], SAFE_HEADERS, *settings.MIDDLEWARE[after:]]
