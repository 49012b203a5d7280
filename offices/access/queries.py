"""Queries for users."""

from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from offices.access.models import User
from offices.directory.models import Office


class AmMember(Func):
    """Whether the acting user is an active member of any office. Evaluated once per statement."""

    template = "(select am_member())"
    output_field = BooleanField()


PEOPLE = Q(is_active=True, is_archive=False) & Q(AmMember())
"""Accounts that members may name. Row-level security does not cover accounts, so this condition hides them from
others."""


class HoldsMembership(Func):
    """Whether an account has an active membership, other than auditor. Evaluated once per statement."""

    template = "%(expressions)s in (select members_today())"
    output_field = BooleanField()


OWNERS = PEOPLE & Q(HoldsMembership(F("pk")))
"""Accounts that can own work: not accounts for configuration only, not auditors, not former members."""


def people() -> QuerySet[User]:
    """The accounts of `PEOPLE` with a `label`: the name, or the username if the name is empty."""
    return User.objects.filter(PEOPLE).annotate(label=Coalesce(NullIf(F("name"), Value("")), F("username")))


def zone_of(user: Any) -> tzinfo:
    """The time zone of the home office of `user`, who must be acting; UTC without an office or a valid time zone."""
    if user.home_office_id is None:
        return UTC
    try:
        return ZoneInfo(user.home_office.time_zone)
    except (Office.DoesNotExist, ZoneInfoNotFoundError, ValueError):  # only members can read offices
        return UTC
