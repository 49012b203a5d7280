"""Shows a form again, with all typed values, that was sent after the session had ended."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.csrf import csrf_failure

NOT_TYPED = {"csrfmiddlewaretoken", "key", "version"}


def submitted_values(request: HttpRequest) -> dict[str, Any]:
    """Template context with all sent values except passwords, and the longer texts to read and copy."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if "password" not in name]
    texts = [value for name, value in sent if name not in NOT_TYPED and (" " in value.strip() or len(value) > 20)]
    return {"typed": [(name, value) for name, value in sent if name != "csrfmiddlewaretoken"], "texts": texts}


def show_submitted_values(request: HttpRequest) -> HttpResponse:
    """401 page with the typed values, for a form that was sent after the session had ended."""
    return render(request, "account/ended.html", submitted_values(request), status=401)


def offer_again(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF failure view that offers the submitted form again, after the user signed in again in another tab.

    Only for forms of this site, without a password, from signed-in users. Others get Django's CSRF failure page.
    """
    ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
    if not ours or not request.user.is_authenticated or request.path.startswith("/accounts/"):
        return csrf_failure(request, reason)
    return render(request, "forms/again.html", submitted_values(request), status=403)
