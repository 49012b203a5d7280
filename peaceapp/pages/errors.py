"""Error pages for errors of any origin. The API has problem documents instead (`peaceapp.problems`).

Error pages need no user, no session and no database.
"""

import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string

from peaceapp.problems import is_temporary, problem

API = "/api/"
RETRY_AFTER = {"Retry-After": "5"}


def answer(request: HttpRequest, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """The error page, or the problem document for an API request."""
    if request.path.startswith(API):
        return problem(status, headers=headers)
    return HttpResponse(render_to_string(f"{status}.html"), status=status, headers=headers)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400; 413 for a body or a form that is too large."""
    return answer(request, 413 if isinstance(exception, RequestDataTooBig | TooManyFieldsSent) else 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 where the database timed out or is unreachable; 400 for a body that broke off."""
    error = sys.exc_info()[1]
    if isinstance(error, UnreadablePostError):
        return answer(request, 400)
    return answer(request, 503, RETRY_AFTER) if is_temporary(error) else answer(request, 500)


def refuse_host(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that answers 400 to a foreign Host header or an invalid port: absolute URLs are built from it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            urlsplit(f"//{request.get_host()}").port  # noqa: B018  (reading it is the check)
        except ValueError:
            return answer(request, 400)
        return get_response(request)

    return middleware


def refuse_large(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that answers 413 by Content-Length, before the body is read. Django does not limit file uploads."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
            return answer(request, 413)
        return get_response(request)

    return middleware
