"""Middleware that refuses API calls over plain http where pages redirect to https."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from peaceapp.problems import problem


def require_https(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answers 403 to an API call over plain http. A redirect would let a program send its token in clear each time."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and request.path.startswith("/api/") and not request.is_secure():
            return problem(403, _("Call the API over https. End any token that was sent without https."))
        return get_response(request)

    return answer
