"""JSON parser, renderer and content negotiation of the API, without the cost of a browsable API."""

from collections.abc import Iterable
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpResponse
from rest_framework.exceptions import NotAcceptable, ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from peaceapp.problems import TooLarge
from peaceapp.rest.scanning import check_limits

JSON = "application/json"


def answer(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    """The response with `data` as orjson writes it, including UUIDs, dates and times."""
    return HttpResponse(orjson.dumps(data), status=status, content_type=JSON, headers=headers)


class Json(BaseRenderer):
    """Renders JSON for REST framework's own views. Our views call `answer`, which gives the same output faster."""

    media_type = JSON
    format = "json"
    charset = None

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """`data` as bytes; empty for no content."""
        return b"" if data is None else orjson.dumps(data)


class OnlyJson(DefaultContentNegotiation):
    """Content negotiation: always JSON; 406 for callers that do not accept it. Common headers take a short path."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The JSON renderer."""
        if request._request.GET.get("format", "json") != "json":
            raise NotAcceptable
        accept = request._request.META.get("HTTP_ACCEPT", "*/*")
        if accept in {"*/*", JSON}:
            return next(iter(renderers)), JSON
        renderer, media_type = super().select_renderer(request, renderers, None)
        return renderer, str(media_type)


class JsonBody(BaseParser):
    """Strict JSON parser: refuses NaN, infinity, lone surrogates, duplicate keys; limits size, width and depth."""

    media_type = JSON

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Parses the body; `ParseError` for invalid JSON."""
        request = parser_context["request"]._request
        if int(request.META.get("CONTENT_LENGTH") or 0) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
            raise TooLarge
        check_limits(request.body)
        try:
            return orjson.loads(request.body)
        except orjson.JSONDecodeError:
            raise ParseError from None
