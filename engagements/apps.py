"""What is being done."""

from django.apps import AppConfig


class Engagements(AppConfig):
    """Tells the rights who stands around an engagement."""

    name = "engagements"

    def ready(self) -> None:
        from engagements.register.queries import circle
        from offices.access.rights import register_circle

        register_circle(circle)
