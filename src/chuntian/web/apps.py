from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "chuntian.web"
    label = "web"

    def ready(self) -> None:
        """Stamp every session from its first moment, whoever signs someone in."""
        from django.contrib.auth.signals import user_logged_in

        from chuntian.web import sessions

        user_logged_in.connect(sessions.begin, dispatch_uid="chuntian.web.sessions")
