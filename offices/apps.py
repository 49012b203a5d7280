"""Who, where, with what authority and clearance."""

from django.apps import AppConfig


class Offices(AppConfig):
    """Registers who judges permissions."""

    name = "offices"

    def ready(self) -> None:
        from offices.access.rights import can
        from peaceapp.actions import register_judge

        register_judge(can)
