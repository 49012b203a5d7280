"""Pages that nobody else may keep."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

GUARDS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}


def guard_answers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """No browser, proxy or back button keeps an answer of the application, and no other site makes use of one.

    Around everything: also what a middleware refuses. Static files say for themselves how long they are kept. When a
    session ends, browsers drop what they hold of this site besides.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in GUARDS.items():
            response.headers.setdefault(name, value)
        session = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if session is not None and not session.value:
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return middleware
