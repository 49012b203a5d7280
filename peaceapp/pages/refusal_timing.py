"""Rounds up the time of refusals, so that response times do not reveal hidden rows."""

from collections.abc import Callable
from math import ceil
from time import monotonic, sleep

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def delay_refusals(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that delays refusals and redirects to the next multiple of `REFUSAL_STEP` seconds.

    PostgreSQL evaluates the access rule for a hidden row, but not for a row that does not exist. The difference is up
    to 0.2 ms. Successful answers are not delayed.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        began = monotonic()
        response = get_response(request)
        step = settings.REFUSAL_STEP
        if step and _is_refusal(request, response):
            taken = monotonic() - began
            sleep(ceil(taken / step) * step - taken)
        return response

    return middleware


def _is_refusal(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether this answer may concern a row that the user may not see."""
    leads_away = request.method == "GET" and response.status_code in {301, 302, 303}
    return (response.status_code >= 400 or leads_away) and response.status_code < 500
