"""Strict input fields of the API: a wrong value is refused, never converted by a guess."""

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet, UUIDField
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.fields import get_error_detail

from peaceapp.access.sensitivity import Sensitivity
from peaceapp.text import MAX_LENGTH, tidy, tidy_line

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CLOCK = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
KEY = re.compile(r"[\w.@+-]{1,150}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
MAX_KEYS = 100
"""Maximum number of short keys, such as those of sources, in one list."""
MAX_RELATED = 300
"""Maximum number of related rows in one list."""


class Text(serializers.CharField):
    """Text of several lines, cleaned by `peaceapp.text`. A JSON number is refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_length": MAX_LENGTH, "allow_blank": True, "required": False} | kwargs))

    def clean(self, text: str) -> str:
        """`text` as it is stored. Raises Django's `ValidationError` for text that cannot be stored."""
        return tidy(text)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            text = self.clean(data)
        except ValidationError as error:
            raise serializers.ValidationError(get_error_detail(error)) from None
        if not text and not self.allow_blank:
            self.fail("blank")
        return text

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super(serializers.CharField, self).run_validation(data)


class Line(Text):
    """Text of one line, cleaned by `peaceapp.text`."""

    def __init__(self, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def clean(self, text: str) -> str:
        return tidy_line(text)


class Word(serializers.ChoiceField):
    """One of a list of words, exactly as stored. Numbers and labels are refused."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=choices, **({"required": False} | kwargs))

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or (data not in self.choices and not (data == "" and self.allow_blank)):
            self.fail("invalid_choice", input=str(data)[:40] if isinstance(data, str | int | float) else "")
        return data


class Level(Word):
    """A sensitivity level, by its word."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__([(level.word, level.label) for level in Sensitivity], **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        return Sensitivity.of(super().to_internal_value(data))


class Day(serializers.DateField):
    """A date as `2017-01-14`. Other forms of ISO 8601 are refused."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"required": False} | kwargs))

    def to_internal_value(self, value: Any) -> date:
        if isinstance(value, str) and DAY.fullmatch(value):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        return self.fail("invalid", format="YYYY-MM-DD")


class Clock(serializers.TimeField):
    """A time of day as `14:30`, in the time zone of the place."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"required": False} | kwargs))

    def to_internal_value(self, value: Any) -> time:
        if isinstance(value, str) and CLOCK.fullmatch(value):
            try:
                return time.fromisoformat(value)
            except ValueError:
                pass
        return self.fail("invalid", format="hh:mm")


class Number(serializers.DecimalField):
    """A decimal number, as a JSON number or as text in plain digits."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or (
            isinstance(data, str) and not re.fullmatch(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", data)
        ):
            self.fail("invalid")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """An integer, as a JSON number. Text and fractions are refused."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """`true` or `false`. Words and numbers for them are refused."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return data


class Keys(serializers.ListField):
    """A list of short keys, such as those of sources."""

    child = serializers.CharField()

    def __init__(self, max_length: int, most: int = MAX_KEYS, **kwargs: Any) -> None:
        self.longest, self.most = max_length, most
        super().__init__(
            child=Line(max_length, allow_blank=False, required=True), max_length=most, required=False, **kwargs
        )

    def to_internal_value(self, data: Any) -> list[Any]:
        """Checks the length of the list first; the library validates every item before it counts them."""
        if isinstance(data, list) and len(data) > self.most:
            self.fail("max_length", max_length=self.most)
        read: list[Any] = super().to_internal_value(data)
        return read


class Related(serializers.Field):  # type: ignore[type-arg]  # generic in the stubs only
    """A related row by its public key. Hidden and unknown rows get the same error.

    Found rows are cached in the serializer's context: a bulk request names the same few rows a thousand times.
    """

    default_error_messages = {
        "invalid": _("Give the key as a string."),
        "does_not_exist": _("This %(what)s does not exist."),
        "null": _("This must not be empty."),
    }

    def __init__(self, model: type[Model], key: str, offered: Q | None = None, **kwargs: Any) -> None:
        super().__init__(**({"required": False} | kwargs))
        self.model, self.key, self.offered = model, key, offered

    def as_key(self, data: str) -> str | None:
        """`data` in the form in which this model stores its keys; `None` for text that cannot be a key."""
        if isinstance(self.model._meta.get_field(self.key), UUIDField):
            return data.lower() if UUID.fullmatch(data) else None
        return data if KEY.fullmatch(data) else None

    def fail_missing(self) -> Any:
        """Raises the same error for hidden, unknown and malformed keys."""
        message = str(self.error_messages["does_not_exist"]) % {"what": self.model._meta.verbose_name}
        raise serializers.ValidationError(message, code="does_not_exist")

    def choose(self) -> QuerySet[Any]:
        """The rows that can be chosen. Rows already linked can be kept even if `offered` leaves them out."""
        rows = self.model._default_manager.all()
        if self.offered is None:
            return rows
        had = self.context.get("had", {}).get(self.source, ())
        return rows.filter(self.offered | Q(pk__in=list(had)))

    def find(self, keys: Iterable[str]) -> dict[str, Any]:
        """The rows with these keys, by key. Rows that the caller may not see are left out."""
        known: dict[tuple[type[Model], str], Any] = self.context["found"]
        wanted = list(keys)
        if unknown := [key for key in wanted if (self.model, key) not in known]:
            for row in self.choose().filter(**{f"{self.key}__in": unknown}):
                known[self.model, str(getattr(row, self.key))] = row
        return {key: known[self.model, key] for key in wanted if (self.model, key) in known}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        key = self.as_key(data)
        found = self.find([key]) if key else {}
        return found[key] if key in found else self.fail_missing()

    def to_representation(self, value: Any) -> str:
        """Required by the base class; never called, because these serializers only read input."""
        return str(getattr(value, self.key))


class RelatedList(Related):
    """A list of related rows by their public keys. One hidden or unknown key refuses the whole list."""

    default_error_messages = {
        "not_a_list": _("Give a list of keys."),
        "too_many": _("Too many values."),
        "empty": _("Choose at least one."),
    }

    def __init__(
        self, model: type[Model], key: str, offered: Q | None = None, allow_empty: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(model, key, offered, **kwargs)
        self.allow_empty = allow_empty

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            self.fail("not_a_list")
        if len(data) > MAX_RELATED:
            self.fail("too_many")
        if not data and not self.allow_empty:
            self.fail("empty")
        if not all(isinstance(key, str) for key in data):
            self.fail("invalid")
        keys = list(dict.fromkeys(self.as_key(key) for key in data))
        found = self.find(key for key in keys if key)
        return [found[key] for key in keys if key in found] if len(found) == len(keys) else self.fail_missing()
