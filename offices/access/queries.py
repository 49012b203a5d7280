"""Reads of people."""

from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from offices.access.models import User
from offices.directory.models import Office


class AmMember(Func):
    """Whether the acting user is an active member of any office, asked once a statement."""

    template = "(select am_member())"
    output_field = BooleanField()


PEOPLE = Q(is_active=True, is_archive=False) & Q(AmMember())
"""Accounts that members may name. The table of accounts has no access rule, so others see none."""


class HoldsMembership(Func):
    """Whether an account holds a membership today that is no auditor's; the set is fetched once a statement."""

    template = "%(expressions)s in (select members_today())"
    output_field = BooleanField()


OWNERS = PEOPLE & Q(HoldsMembership(F("pk")))
"""Accounts that can own work: not those that only configure, no auditors, nobody who left."""


def people() -> QuerySet[User]:
    """They, with a `label`: the name, or where there is none the user name."""
    return User.objects.filter(PEOPLE).annotate(label=Coalesce(NullIf(F("name"), Value("")), F("username")))


def zone_of(user: Any) -> tzinfo:
    """The time zone of the home office of `user`, who must be acting; UTC without one, or one that nobody knows."""
    if user.home_office_id is None:
        return UTC
    try:
        return ZoneInfo(user.home_office.time_zone)
    except (Office.DoesNotExist, ZoneInfoNotFoundError, ValueError):  # offices are for members alone
        return UTC
