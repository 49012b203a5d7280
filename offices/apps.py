"""Who, where, with what authority and clearance."""

from django.apps import AppConfig


class Offices(AppConfig):
    """Registers who judges permissions, and who may enter the admin."""

    name = "offices"

    def ready(self) -> None:
        from offices.access.admin import may_enter
        from offices.access.rights import can
        from offices.audit import listening
        from offices.sessions import listening as sessions
        from peaceapp.actions import register_judge
        from peaceapp.admin import register_door

        listening.begin()
        sessions.begin()
        register_judge(can)
        register_door(may_enter)
