"""Dates: today, dates that are known only roughly, and the periods that they stand for."""

from datetime import UTC, date, datetime, timedelta

from django.db import models
from django.db.models import Case, F, Func, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Precision(models.TextChoices):
    """How exactly a date is known. The stored date is the first day of the period that is meant."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")
    ABOUT = "about", _("about")


def day_of(moment: datetime) -> date:
    """The day of a moment where the acting person's office is."""
    return timezone.localdate(moment)


def today() -> date:
    """Today of the person who acts: the day in the time zone of their home office. For nobody: in UTC.

    `acting_as` sets the zone, so pages, API, admin, commands and jobs agree. Memberships count by `utc_today`.
    """
    return timezone.localdate()


def utc_today() -> date:
    """Today in UTC: the one day by which memberships begin and end, as the access rule in the database has it."""
    return datetime.now(UTC).date()


def period_of(on: date, precision: str) -> str:
    """How long the period is that a date stands for: `day`, `month` or `year`.

    “About” 1 January stands for the year, “about” the first of another month for that month.
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
    """`end_of` as an expression over a date and the name of its precision's column, for generated columns."""
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
    """A date that the database works out and keeps."""
    return models.GeneratedField(expression=expression, output_field=models.DateField(), db_persist=True, null=null)


def end_column(on: str, precision: str, *, null: bool = False) -> models.GeneratedField:
    """The last day of the period in these columns: an index under the rule needs a column."""
    return date_column(period_end(F(on), precision), null=null)


def long_periods(start: str, end: str, name: str) -> models.Index:
    """An index of the periods that are longer than a day, for `reaches`."""
    return models.Index(fields=[end], condition=Q(**{f"{end}__gt": F(start)}), name=name)


def reaches(start: str, end: str, day: date) -> Q:
    """Whether the period in these columns has a day on or after `day`.

    Written so that indexes serve it: periods that begin later by `start`, the few longer than a day by `end`.
    """
    return Q(**{f"{start}__gte": day}) | Q(**{f"{end}__gte": day, f"{end}__gt": F(start)})
