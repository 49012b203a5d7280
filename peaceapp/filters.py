"""Filters used by many lists: multiple choice and periods."""

from datetime import date
from typing import Any, ClassVar

import django_filters as df
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters.filters import QuerySetRequestMixin

from peaceapp.dates import reaches
from peaceapp.pages.widgets import Pickers

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
MAX_VALUES = 100
"""Maximum number of values for one filter; more are refused."""


def _validate_count(values: list[Any]) -> None:
    if len(values) > MAX_VALUES:
        raise ValidationError(_("Give at most %(most)s values."), code="max_values", params={"most": MAX_VALUES})


class ChoicesField(forms.MultipleChoiceField):
    """One or several values of a list. `empty_label` is the label of no value; `None`: the first is preselected."""

    def __init__(self, *, empty_label: Any = _("Any"), **kwargs: Any) -> None:
        super().__init__(widget=Pickers(empty_label=empty_label), **kwargs)

    def clean(self, value: Any) -> list[str]:
        _validate_count(value)
        return list(dict.fromkeys(super().clean(value)))


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # no subscript at run time
    """One or several rows. Hidden and unknown rows get the same error."""

    def __init__(self, queryset: Any, *, empty_label: Any = _("Any"), **kwargs: Any) -> None:
        super().__init__(queryset, widget=Pickers(empty_label=empty_label), **kwargs)

    def clean(self, value: Any) -> Any:
        _validate_count(value)
        return list(super().clean(value))


class YesNoField(forms.Field):
    """Yes, no or empty. Other values are refused; django-filter would ignore them and list every row."""

    widget = forms.Select(choices=[("", _("Any")), ("true", _("Yes")), ("false", _("No"))])
    words: ClassVar[dict[str, bool | None]] = {
        "": None, "true": True, "1": True, "on": True, "false": False, "0": False
    }  # fmt: skip

    def clean(self, value: Any) -> bool | None:
        word = str(value or "").strip().lower()
        if word not in self.words:
            raise ValidationError(_("Give “true” or “false”."), code="invalid_choice")
        return self.words[word]

    def prepare_value(self, value: Any) -> str:
        chosen = self.words.get(str(value if value is not None else "").strip().lower())
        return "" if chosen is None else str(chosen).lower()


class YesNo(df.BooleanFilter):  # type: ignore[misc]  # the library is untyped
    """Filters rows by a yes/no condition."""

    field_class = YesNoField


class AnyOf(df.Filter):  # type: ignore[misc]  # the library is untyped
    """Filters by one or several choices: rows match any of them. A `method` gets the list of values."""

    field_class: type[forms.Field] = ChoicesField

    def filter(self, qs: QuerySet[Any], value: list[Any]) -> QuerySet[Any]:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


class AnyRow(QuerySetRequestMixin, AnyOf):  # type: ignore[misc]  # the library is untyped
    """Filters by one or several rows of `queryset`, by primary key or `to_field_name`."""

    field_class = RowsField


class PeriodFrom(df.DateFilter):  # type: ignore[misc]  # the library is untyped
    """Periods with a day on or after the given one. With `PeriodUntil`: periods that overlap the given period."""

    def __init__(self, *args: Any, start: str, end: str, **kwargs: Any) -> None:
        super().__init__(*args, widget=DAY, **kwargs)
        self.start, self.end = start, end

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        return qs.filter(reaches(self.start, self.end, value)) if value else qs


class PeriodUntil(df.DateFilter):  # type: ignore[misc]  # the library is untyped
    """Periods that begin on or before the given day."""

    def __init__(self, *args: Any, start: str, **kwargs: Any) -> None:
        super().__init__(*args, field_name=start, lookup_expr="lte", widget=DAY, **kwargs)
