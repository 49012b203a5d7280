"""Pages that nobody else may keep."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def forbid_storing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """No browser, proxy or back button keeps an answer of the application; static files have their own headers.

    When a session ends, browsers drop what they hold of this site besides.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        session = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if session is not None and not session.value:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware
