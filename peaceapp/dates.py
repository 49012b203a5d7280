"""Dates: today, dates of limited precision, and the periods that they stand for."""

from datetime import UTC, date, datetime, timedelta

from django.db import models
from django.db.models import Case, F, Func, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Precision(models.TextChoices):
    """How exactly a date is known. The stored date is the first day of the period."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")
    ABOUT = "about", _("about")


def day_of(moment: datetime) -> date:
    """The date of `moment` in the time zone of the acting user."""
    return timezone.localdate(moment)


def today() -> date:
    """Today in the time zone of the acting user's home office; in UTC without a user.

    `acting_as` sets the time zone, so pages, API, admin, commands and jobs agree. Memberships use `utc_today` instead.
    """
    return timezone.localdate()


def utc_today() -> date:
    """Today in UTC. Memberships begin and end by this date, as in the access rule of the database."""
    return datetime.now(UTC).date()


def period_of(on: date, precision: str) -> str:
    """The length of the period that a date stands for: `day`, `month` or `year`.

    “About” 1 January stands for the year, “about” the first day of another month for that month.
    """
    if precision != Precision.ABOUT:
        return str(precision)
    if on.day != 1:
        return Precision.DAY.value
    return Precision.YEAR.value if on.month == 1 else Precision.MONTH.value


def end_of(on: date, precision: str) -> date:
    """The last day of the period that a date stands for."""
    match period_of(on, precision):
        case Precision.YEAR:
            return date(on.year, 12, 31)
        case Precision.MONTH if on.month < 12:
            return date(on.year, on.month + 1, 1) - timedelta(days=1)
        case Precision.MONTH:
            return date(on.year, 12, 31)
    return on


FIRST_OF_MONTH = "extract(day from %(expressions)s) = 1"
IN_JANUARY = "extract(month from %(expressions)s) = 1"
YEAR_END = "make_date(extract(year from %(expressions)s)::integer, 12, 31)"
MONTH_END = (
    "(make_date(extract(year from %(expressions)s)::integer, extract(month from %(expressions)s)::integer, 1)"
    " + interval '1 month -1 day')::date"
)


def period_end(on: models.Expression | F, precision: str) -> Case:
    """`end_of` as a SQL expression over a date and a precision column, for generated columns."""
    is_first = Q(Func(on, template=FIRST_OF_MONTH, output_field=models.BooleanField()))
    is_january = Q(Func(on, template=IN_JANUARY, output_field=models.BooleanField()))
    is_about = Q(**{precision: Precision.ABOUT.value}) & is_first
    return Case(
        When(Q(**{precision: Precision.YEAR.value}) | (is_about & is_january), then=Func(on, template=YEAR_END)),
        When(Q(**{precision: Precision.MONTH.value}) | is_about, then=Func(on, template=MONTH_END)),
        default=on,
        output_field=models.DateField(),
    )


def date_column(expression: models.Expression, *, null: bool = False) -> models.GeneratedField:
    """A generated, stored date column."""
    return models.GeneratedField(expression=expression, output_field=models.DateField(), db_persist=True, null=null)


def end_column(on: str, precision: str, *, null: bool = False) -> models.GeneratedField:
    """A generated column with the last day of the period. Indexes under row-level security need a column."""
    return date_column(period_end(F(on), precision), null=null)


def long_periods(start: str, end: str, name: str) -> models.Index:
    """A partial index of the periods longer than a day, for `reaches`."""
    return models.Index(fields=[end], condition=Q(**{f"{end}__gt": F(start)}), name=name)


def reaches(start: str, end: str, day: date) -> Q:
    """A condition for periods that have a day on or after `day`.

    Both branches can use an index: `start` finds later periods, `end` the few periods longer than a day.
    """
    return Q(**{f"{start}__gte": day}) | Q(**{f"{end}__gte": day, f"{end}__gt": F(start)})
