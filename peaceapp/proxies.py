"""Who asks, where proxies stand between."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def know_the_client(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Take the address that the outermost of our own proxies saw; nobody's word beyond it, and none without proxies.

    Each proxy adds whom it was asked by to the end of `X-Forwarded-For`. What stands before was sent by the client.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.PROXIES:
            told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            if len(told) >= settings.PROXIES and (address := _address(told[-settings.PROXIES])):
                request.META["REMOTE_ADDR"] = address
        return get_response(request)

    return answer


def _address(text: str) -> str:
    try:
        return str(ip_address(text.strip()))
    except ValueError:
        return ""
