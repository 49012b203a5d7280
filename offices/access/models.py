"""Users and their memberships."""

from datetime import date, datetime

import pghistory
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from offices.access.choices import Role
from offices.directory.models import Office
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import day_of


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractUser):
    """An account. All rights come from memberships; `is_superuser` opens the configuration, but no row.

    `is_archive` marks the account for entering historical data: it cannot sign in, and may record past events.
    """

    first_name = None  # type: ignore[assignment]  # removed: many names do not have two parts
    last_name = None  # type: ignore[assignment]  # removed: many names do not have two parts
    name = models.CharField(_("name"), max_length=120, blank=True)
    home_office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    is_archive = models.BooleanField(_("enters history"), default=False, editable=False)

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        """The displayed name."""
        return str(self)

    def get_short_name(self) -> str:
        """The displayed name; names are not shortened."""
        return str(self)


@pghistory.track(exclude=["key"])
class Membership(models.Model):
    """A user's role and clearance in an office, from one date to another (both included; `None`: no end).

    `given_at` and `ended_at` are the times of these actions, if known. Ending at once sets `until_on` to the day
    before, so that the right ends immediately; `days` are the days on which the membership was held. `key` is the
    public id: sequence numbers would reveal how many memberships exist.
    """

    key = models.UUIDField(unique=True, editable=False, db_default=RandomUUID())
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    office = models.ForeignKey(Office, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=16, choices=Role)
    clearance = models.SmallIntegerField(_("clearance"), choices=Sensitivity, default=Sensitivity.UNCLASSIFIED)
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    given_at = models.DateTimeField(_("given"), null=True, db_default=Now(), editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    version = models.IntegerField(default=1, db_default=1, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("membership"), _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "office", "role", "from_on"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="membership_dates_ordered"
            ),
            models.CheckConstraint(condition=Q(clearance__in=Sensitivity.values), name="membership_clearance_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.office}"

    @property
    def days(self) -> tuple[date, date | None]:
        """The first and the last day on which the membership was held."""
        return days_held(self.from_on, self.until_on, self.given_at, self.ended_at)


def days_held(
    from_on: date, until_on: date | None, given_at: datetime | None, ended_at: datetime | None
) -> tuple[date, date | None]:
    """The first and the last day of a membership, computed from its columns."""
    if ended_at is None:
        return from_on, until_on
    last = day_of(ended_at)
    is_of_one_day = given_at is not None and from_on == until_on and day_of(given_at) == last
    return (last if is_of_one_day else from_on), last
