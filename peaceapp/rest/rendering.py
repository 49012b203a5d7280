"""JSON in and out."""

from typing import Any

import orjson
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer


class Json(BaseRenderer):
    """Answers as orjson writes them: UUIDs, dates and times included."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """The bytes of `data`; nothing for no content."""
        return b"" if data is None else orjson.dumps(data)


class JsonBody(JSONParser):
    """Strict JSON: NaN and infinities are refused."""

    strict = True
