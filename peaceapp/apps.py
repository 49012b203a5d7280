"""App configuration of the project package."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate


class PeaceApp(AppConfig):
    """Connects the grants to `post_migrate` and registers the system checks."""

    name = "peaceapp"

    def ready(self) -> None:
        from peaceapp import settings_checks  # noqa: F401  (importing registers the checks)
        from peaceapp.access import checks, grants  # noqa: F401  (importing registers the checks)

        post_migrate.connect(grants.grant_tables, dispatch_uid="grants")


class GuardedAdmin(admin.AdminConfig):
    """Django's admin app with `peaceapp.admin.Site` as its site."""

    default = False  # `PeaceApp` is the default configuration of this package
    default_site = "peaceapp.admin.Site"
