from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "chuntian.casework"
    label = "casework"

    def ready(self) -> None:
        """Let the brake of exchange ask what a list would do to the awards that run."""
        from chuntian.casework.brake import estimator
        from chuntian.exchange import brake

        brake.register(estimator)
