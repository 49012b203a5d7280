"""Admin of users and memberships, and the base for reference data."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from offices.access.actions import add_reference, amend_reference
from offices.access.models import User
from offices.access.rights import Rights
from peaceapp.admin import GuardedAdmin


def may_enter(user: User) -> bool:
    """Whether `user` may enter the admin. Used by the admin site and by the account menu."""
    return Rights(user).enters_admin


class ReferenceAdmin(GuardedAdmin):
    """Reference data: administrators add and change it."""

    create_action = staticmethod(add_reference)
    update_action = staticmethod(amend_reference)


class UserAdmin(GuardedAdmin):
    """Accounts, read-only. Without history, and without the password hash."""

    list_display = ("username", "name", "home_office", "is_active")
    list_filter = ("is_active", "home_office")
    list_select_related = ("home_office",)
    search_fields = ("username", "name")
    ordering = ("username",)
    readonly_fields = ("username", "name", "email", "home_office", "is_active", "is_superuser", "date_joined")
    has_history = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("password")


class MembershipAdmin(GuardedAdmin):
    """Memberships of the offices that the user administers, read-only. Changed at “People and access”."""

    list_display = ("office", "role", "clearance", "from_on", "until_on")
    list_select_related = ("office",)
    readonly_fields = ("user", "office", "role", "clearance", "from_on", "until_on")
