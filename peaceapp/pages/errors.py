"""Error pages, whatever raised the error. The API has its own (`peaceapp.rest.problems`).

Pages of faults ask for no user, no session and no database.
"""

import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.loader import render_to_string

from peaceapp.rest.problems import is_a_matter_of_time, problem

API = "/api/"
AGAIN = {"Retry-After": "5"}


def answer(request: HttpRequest, status: int, headers: dict[str, str] | None = None) -> HttpResponse:
    """The page of a fault, or the problem, for whoever asked the API."""
    if request.path.startswith(API):
        return problem(status, headers=headers)
    return HttpResponse(render_to_string(f"{status}.html"), status=status, headers=headers)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400; 413 for what is too large."""
    return answer(request, 413 if isinstance(exception, RequestDataTooBig | TooManyFieldsSent) else 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; 503 where the database did not answer in time or not at all; 400 for a body that broke off."""
    error = sys.exc_info()[1]
    if isinstance(error, UnreadablePostError):
        return answer(request, 400)
    return answer(request, 503, AGAIN) if is_a_matter_of_time(error) else answer(request, 500)


def refuse_host(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """400 for a host that is not ours, or whose port is none: addresses are made of it, and taken apart again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        try:
            urlsplit(f"//{request.get_host()}").port  # noqa: B018  (reading it is the check)
        except ValueError:
            return answer(request, 400)
        return get_response(request)

    return middleware


def refuse_large(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """413 before a byte of the body is read, whatever it says it is: a file in a form has no other limit."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
            return answer(request, 413)
        return get_response(request)

    return middleware
