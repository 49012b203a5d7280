"""App configuration: offices, people, authority and clearance."""

from django.apps import AppConfig


class Offices(AppConfig):
    """Registers the permission check, the access to the admin, the users' time zones, and signal receivers."""

    name = "offices"

    def ready(self) -> None:
        from offices.access.admin import may_enter
        from offices.access.queries import zone_of
        from offices.access.rights import can
        from offices.accounts.database import AUDITS, LAST_MANAGER
        from offices.accounts.rules import KEEPS_A_MANAGER, KEEPS_ITS_AUDITOR
        from offices.audit import receivers
        from offices.sessions import receivers as sessions
        from peaceapp.access.actor import register_zone
        from peaceapp.actions import register_permission_check
        from peaceapp.admin import register_admin_access
        from peaceapp.errors import register_refusal

        receivers.connect()
        sessions.connect()
        register_permission_check(can)
        register_admin_access(may_enter)
        register_zone(zone_of)
        register_refusal(LAST_MANAGER, KEEPS_A_MANAGER)
        register_refusal(AUDITS, KEEPS_ITS_AUDITOR)
