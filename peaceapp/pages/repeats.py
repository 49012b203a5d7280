"""Forms that are sent twice: the second press of a button leads to what the first one made."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from peaceapp.pages.errors import API
from peaceapp.rest.idempotency import take_turn
from peaceapp.rest.models import IdempotentAnswer

Answer = Callable[[HttpRequest], HttpResponse]


class RepeatedForms:
    """Remembers where each form of a page, the administration's too, led to, and leads the same form there again.

    The same form is one with the same content and the same CSRF token: the token is drawn anew for each page that is
    shown. The second of two that come at once waits for the first.
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
        """Runs after the token was checked."""
        owner, key = request.user.pk, _form_key(request)
        if not key or owner is None:
            return None
        take_turn(request.user, key)
        if kept := IdempotentAnswer.objects.filter(user_id=owner, key=key).first():
            return HttpResponseRedirect(kept.made[0])
        request.form_key = owner, key  # type: ignore[attr-defined]  # our own note, read above
        return None


def _form_key(request: HttpRequest) -> str:
    """A digest of the form that was sent; empty for what is no form, and for files, which are not read for this."""
    if request.method != "POST" or request.path.startswith(API) or not request.user.is_authenticated:
        return ""
    if "csrfmiddlewaretoken" not in request.POST or request.FILES:
        return ""
    return f"form {sha256(repr([request.path, *request.POST.lists()]).encode()).hexdigest()}"
