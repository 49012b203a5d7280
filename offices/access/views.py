"""What every page for members begins with."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from offices.access.models import User
from offices.access.rights import Rights


class MemberPage(LoginRequiredMixin):
    """For the signed-in; anybody else is led to the sign-in and back. `rights` are those of the one who asks."""

    rights: Rights
    user: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Read who asks, once for the whole page."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # the view that this is mixed into
        if isinstance(request.user, User):
            self.user = request.user
            self.rights = Rights(request.user)
            request.user.role_line = self.rights.line  # type: ignore[attr-defined]  # read by the account menu

    def handle_no_permission(self) -> HttpResponse:  # type: ignore[override]  # wider than the mixin's redirect
        """Whoever wrote something when the sign-in ended keeps it: what was sent comes back, and nobody is led away."""
        request = self.request  # type: ignore[attr-defined]  # of the view that this is mixed into
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        if request.method == "POST":
            return render(request, "account/ended.html", {"typed": _typed(request)}, status=401)
        return super().handle_no_permission()


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    sent = ((name, value) for name, values in request.POST.lists() for value in values)
    return [(name, value) for name, value in sent if name != "csrfmiddlewaretoken"]
