"""`/.well-known/security.txt`: the contact for reports of weaknesses (RFC 9116)."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

PATH = "/.well-known/security.txt"


def tell_contact(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer with the contact that the installation names; without one there is no such address."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path != PATH or not settings.SECURITY_CONTACT:
            return get_response(request)
        until = timezone.now() + timedelta(days=90)  # whoever keeps a copy asks again
        lines = [f"Contact: {settings.SECURITY_CONTACT}", f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}"]
        return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")

    return answer
