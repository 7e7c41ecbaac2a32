from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "chuntian.trail"
    label = "trail"

    def ready(self) -> None:
        """Give each new connection to the database what its process may see."""
        from django.db.backends.signals import connection_created

        from chuntian.trail import reach

        connection_created.connect(reach.begin, dispatch_uid="chuntian.trail.reach")
