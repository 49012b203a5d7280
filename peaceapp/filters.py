"""Filters that lists share: periods, and choices of which several may be given."""

from datetime import date
from typing import Any

import django_filters as df
from django import forms
from django.db.models import QuerySet

from peaceapp.dates import reaches

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeriodFrom(df.DateFilter):  # type: ignore[misc]  # the library is untyped
    """Keeps periods with a day on or after the one that is asked for. With `PeriodUntil`: those that meet a period."""

    def __init__(self, *args: Any, start: str, end: str, **kwargs: Any) -> None:
        super().__init__(*args, widget=DAY, **kwargs)
        self.start, self.end = start, end

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        return qs.filter(reaches(self.start, self.end, value)) if value else qs


class PeriodUntil(df.DateFilter):  # type: ignore[misc]  # as above
    """Keeps periods that begin on the day that is asked for, or before."""

    def __init__(self, *args: Any, start: str, **kwargs: Any) -> None:
        super().__init__(*args, field_name=start, lookup_expr="lte", widget=DAY, **kwargs)
