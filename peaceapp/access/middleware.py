"""Middleware that sets the acting user of a request."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from peaceapp.access.actor import acting_as
from peaceapp.access.sensitivity import Sensitivity


class ActingRequests:
    """Runs each request in one transaction as its user, including template rendering.

    Rolls back everything that the request wrote after an exception or a status of 500 and above.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ceiling = getattr(request, "ceiling", Sensitivity.STRICTLY_CONFIDENTIAL)  # API tokens have a lower ceiling
        with acting_as(request.user if request.user.is_authenticated else None, ceiling):
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "failed", False):
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Marks the request as failed. Django turns the exception into a response inside this middleware."""
        request.failed = True  # type: ignore[attr-defined]  # our own attribute, read in `__call__`
