"""Pages that nobody else may keep."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def forbid_storing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """No browser, proxy or back button keeps an answer of the application; static files have their own headers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware
