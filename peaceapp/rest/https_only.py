"""The API answers over TLS alone where pages do."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from peaceapp.rest.problems import problem


def refuse_plain(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Pages lead a browser on to TLS. A program would follow too, and send its token in clear each time: it is told."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SECURE_SSL_REDIRECT and request.path.startswith("/api/") and not request.is_secure():
            return problem(403, _("Call the API over https. End any token that was sent without https."))
        return get_response(request)

    return answer
