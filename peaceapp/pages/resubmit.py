"""Gives back a form that was sent after the sign-in had ended, with all that was typed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure

NOT_TYPED = {"csrfmiddlewaretoken", "key", "version"}


def submitted_values(request: HttpRequest) -> dict[str, Any]:
    """Template context: all values that were sent, without passwords, and the longer texts to read and copy."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if "password" not in name]
    texts = [value for name, value in sent if name not in NOT_TYPED and (" " in value.strip() or len(value) > 20)]
    return {"typed": [(name, value) for name, value in sent if name != "csrfmiddlewaretoken"], "texts": texts}


def give_back(request: HttpRequest) -> HttpResponse:
    """401 with what was typed, for a form that was sent after the sign-in had ended."""
    return render(request, "account/ended.html", submitted_values(request), status=401)


def offer_again(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is of an earlier sign-in, sent from a page of ours: once more, with a token of this one.

    From anywhere else, and where a password may be in it, it is refused as ever (`CSRF_FAILURE_VIEW`).
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if not ours or not request.user.is_authenticated or request.path.startswith("/accounts/"):
        return csrf_failure(request, reason)
    return render(request, "forms/again.html", submitted_values(request), status=403)
