"""Timelines: a bar for each row of a table, on one scale of years. The table has the dates in words, too."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from peaceapp.dates import today

WIDTH = 1000  # of the drawing, in SVG units
MIN_WIDTH = 8  # minimum width of a bar or mark, so that it is visible
MAX_TICKS = 6
STEPS = (1, 2, 5, 10, 20, 50)


class Period(Protocol):
    """A period with a beginning and an end. Both may be unknown."""

    from_on: date | None
    until_on: date | None


@dataclass(frozen=True)
class Bar:
    """The bar of one row. `known` is false where a date is missing: the bar then extends to the edge."""

    x: int
    width: int
    known: bool


@dataclass(frozen=True)
class Scale:
    """The years shown, from 1 January of `first` to 1 January of `last`."""

    first: int
    last: int
    now: date

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last whole year of the scale."""
        return self.first, self.last - 1

    @property
    def ticks(self) -> list[tuple[int, int]]:
        """The labelled years with their x positions."""
        step = next(step for step in STEPS if (self.last - self.first) / step <= MAX_TICKS or step == STEPS[-1])
        years = (year for year in range(self.first, self.last) if year % step == 0)
        return [(year, self._at(date(year, 1, 1))) for year in years]

    def bar(self, start: date | None, end: date | None) -> Bar | None:
        """The bar from `start` to `end`. Without an end it extends to today, or to the edge; `None` without dates."""
        if start is None and end is None:
            return None
        x = self._at(start) if start else 0
        until = self._at(end) if end else self._at(self.now)
        return Bar(min(x, WIDTH - MIN_WIDTH), max(until - x, MIN_WIDTH), bool(start and end))

    def mark(self, day: date) -> Bar:
        """A mark for a single day."""
        return Bar(min(self._at(day), WIDTH - MIN_WIDTH), MIN_WIDTH, True)

    def _at(self, day: date) -> int:
        beginning, end = date(self.first, 1, 1), date(self.last, 1, 1)
        return max(0, min(WIDTH, round(WIDTH * (day - beginning) / (end - beginning))))


def scale(days: Iterable[date | None], *, reaches_today: bool) -> Scale:
    """A scale that covers all of these days, and today if something is ongoing."""
    now = today()
    known: Sequence[date] = [day for day in days if day] + ([now] if reaches_today else [])
    first, last = min(known, default=now).year, max(known, default=now).year + 1
    return Scale(first, last, now if reaches_today else date(last, 1, 1))


def end_of_year(day: date) -> date:
    """The last day of the year of `day`, for ends that are known by year only."""
    return date(day.year + 1, 1, 1) - timedelta(days=1)


def scale_of(rows: Iterable[Period]) -> Scale:
    """A scale that covers rows with a beginning and an end."""
    rows = list(rows)
    days = [day for row in rows for day in (row.from_on, row.until_on)]
    return scale(days, reaches_today=any(row.until_on is None for row in rows))
