"""Pictures of time: a bar for each row of a table, all on one scale of years. The table says the dates in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from peaceapp.dates import today

WIDTH = 1000  # of the drawing, in its own units
LEAST = 8  # of a bar or a mark, so that it is seen
MOST_TICKS = 6
STEPS = (1, 2, 5, 10, 20, 50)


class Lasting(Protocol):
    """A period with a beginning and an end. Both may be unknown."""

    from_on: date | None
    until_on: date | None


@dataclass(frozen=True)
class Bar:
    """One row's part of the picture. `known` is false where an end of it is not known: it is drawn to the edge."""

    x: int
    width: int
    known: bool


@dataclass(frozen=True)
class Scale:
    """From the first of January of one year to that of another, both in the picture."""

    first: int
    last: int
    now: date

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last that is in it, whole."""
        return self.first, self.last - 1

    @property
    def ticks(self) -> list[tuple[int, int]]:
        """Years and where they stand."""
        step = next(step for step in STEPS if (self.last - self.first) / step <= MOST_TICKS or step == STEPS[-1])
        years = (year for year in range(self.first, self.last) if year % step == 0)
        return [(year, self._at(date(year, 1, 1))) for year in years]

    def bar(self, start: date | None, end: date | None) -> Bar | None:
        """The bar of what began and ended then; without an end it lasts to the edge; nothing for nothing known."""
        if start is None and end is None:
            return None
        x = self._at(start) if start else 0
        until = self._at(end) if end else self._at(self.now)
        return Bar(min(x, WIDTH - LEAST), max(until - x, LEAST), bool(start and end))

    def mark(self, day: date) -> Bar:
        """A single day."""
        return Bar(min(self._at(day), WIDTH - LEAST), LEAST, True)

    def _at(self, day: date) -> int:
        beginning, end = date(self.first, 1, 1), date(self.last, 1, 1)
        return max(0, min(WIDTH, round(WIDTH * (day - beginning) / (end - beginning))))


def scale(days: Iterable[date | None], *, reaches_today: bool) -> Scale:
    """A scale that has room for all of these days, and for today if something goes on."""
    now = today()
    known: Sequence[date] = [day for day in days if day] + ([now] if reaches_today else [])
    first, last = min(known, default=now).year, max(known, default=now).year + 1
    return Scale(first, last, now if reaches_today else date(last, 1, 1))


def end_of_year(day: date) -> date:
    """For what lasts up to and with a year that is known no better."""
    return date(day.year + 1, 1, 1) - timedelta(days=1)


def scale_of(rows: Iterable[Lasting]) -> Scale:
    """A scale for rows that begin and end."""
    rows = list(rows)
    days = [day for row in rows for day in (row.from_on, row.until_on)]
    return scale(days, reaches_today=any(row.until_on is None for row in rows))
