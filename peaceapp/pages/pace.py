"""How long a refusal takes, so that its time does not tell what is hidden from what never was."""

from collections.abc import Callable
from math import ceil
from time import monotonic, sleep

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def answer_refusals_in_step(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer what is refused to a member, or led elsewhere, only at the next whole step after it was asked.

    For a hidden row PostgreSQL evaluates the access rule, for one that does not exist it has none to evaluate it on:
    up to a fifth of a millisecond. What is found, or done, is answered at once.
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
    """Whether this answer may be about a row that the caller may not see."""
    leads_away = request.method == "GET" and response.status_code in {301, 302, 303}
    return (response.status_code >= 400 or leads_away) and response.status_code < 500
