"""`/.well-known/security.txt`: the contact for reports of vulnerabilities (RFC 9116)."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

PATH = "/.well-known/security.txt"


def serve_security_txt(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that serves the contact of the installation. Without a contact the address is not found."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path != PATH or not settings.SECURITY_CONTACT:
            return get_response(request)
        until = timezone.now() + timedelta(days=90)  # readers fetch the file again after this
        lines = [f"Contact: {settings.SECURITY_CONTACT}", f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}"]
        return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")

    return answer
