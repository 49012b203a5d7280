"""Forms that are sent twice: the second request redirects to the result of the first."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from peaceapp.pages.errors import API
from peaceapp.rest.idempotency import lock_key
from peaceapp.rest.models import IdempotentAnswer

Answer = Callable[[HttpRequest], HttpResponse]


class RepeatedForms:
    """Middleware that stores where each form led to and redirects a repeat there. Covers the admin, too.

    Two forms are the same if they have the same content and the same CSRF token; each page gets a new token. Where two
    requests arrive at once, the second waits for the first.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        owner, key = getattr(request, "form_key", (0, ""))
        led_to = getattr(response, "leads_to", response.headers.get("Location"))
        is_done = response.status_code < 400 and not getattr(request, "failed", False)
        if key and led_to and is_done and request.user.pk == owner:  # not after signing out
            IdempotentAnswer.objects.create(user_id=owner, key=key, digest="", made=[led_to])
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Redirects a repeated form. Runs after the CSRF check."""
        owner, key = request.user.pk, _form_key(request)
        if not key or owner is None:
            return None
        lock_key(request.user, key)
        if kept := IdempotentAnswer.objects.filter(user_id=owner, key=key).first():
            return HttpResponseRedirect(kept.made[0])
        request.form_key = owner, key  # type: ignore[attr-defined]  # our own attribute, read above
        return None


def _form_key(request: HttpRequest) -> str:
    """A digest of the submitted form. Empty for other requests, and for forms with files."""
    if request.method != "POST" or request.path.startswith(API) or not request.user.is_authenticated:
        return ""
    if "csrfmiddlewaretoken" not in request.POST or request.FILES:
        return ""
    return f"form {sha256(repr([request.path, *request.POST.lists()]).encode()).hexdigest()}"
