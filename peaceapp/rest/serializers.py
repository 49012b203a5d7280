"""Base of the API's input serializers. Serializers only read requests; shapes write the answers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class StrictSerializer(serializers.Serializer):  # type: ignore[type-arg]  # generic in the stubs only
    """Base of input serializers. Reports unknown field names as errors, so that no value is silently dropped.

    `answered` holds the names of fields that answers contain and callers cannot set.
    """

    default_error_messages = {
        "invalid": _("Send a JSON object."),
        "unknown": _("This field does not exist."),
        "read_only": _("This cannot be changed here."),
    }
    answered: frozenset[str] = frozenset()

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise serializers.ValidationError({"": [self._error("invalid")]})
        unknown = [name for name in data if name not in self.fields]
        errors: dict[str, Any] = {
            name[:100]: [self._error("read_only" if name in self.answered else "unknown")] for name in unknown
        }
        try:
            read: dict[str, Any] = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**errors, **dict(error.detail)}) from None  # type: ignore[arg-type]  # a serializer's detail is a dictionary
        if errors:
            raise serializers.ValidationError(errors)
        return read

    def _error(self, code: str) -> serializers.ErrorDetail:
        return serializers.ErrorDetail(str(self.error_messages[code]), code=code)
