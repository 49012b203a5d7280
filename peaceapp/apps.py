"""The mechanism."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate


class PeaceApp(AppConfig):
    """Settles grants after each migration and registers the system checks."""

    name = "peaceapp"

    def ready(self) -> None:
        from peaceapp import settings_checks  # noqa: F401  (importing registers the checks)
        from peaceapp.access import checks, grants  # noqa: F401  (likewise)

        post_migrate.connect(grants.settle, dispatch_uid="grants")


class GuardedAdmin(admin.AdminConfig):
    """Django's admin, with our own site in it."""

    default = False  # this file's other class is the app "peaceapp"
    default_site = "peaceapp.admin.Site"
