"""The actor of a request."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from peaceapp.access.actor import acting_as
from peaceapp.access.sensitivity import Sensitivity


class ActingRequests:
    """One transaction and one actor around view, rendering and all.

    An exception, or an answer of 500 and above, takes back whatever the request wrote.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ceiling = getattr(request, "ceiling", Sensitivity.STRICTLY_CONFIDENTIAL)  # a token carries a lower one
        with acting_as(request.user if request.user.is_authenticated else None, ceiling):
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "failed", False):
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Remember that the view failed: Django answers it inside this middleware."""
        request.failed = True  # type: ignore[attr-defined]  # our own mark, read just above
