"""View mixin for reauthentication."""

from typing import Any, ClassVar

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views import View


class ReauthenticationRequired(View):
    """Requires reauthentication, unless the user authenticated within the last minutes. List it after `MemberPage`.

    For actions that an unattended browser must not allow: ending sessions, or creating a key that outlives the session.
    """

    asks: ClassVar[set[str]] = {"GET", "POST"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raises the exception that a middleware turns into a redirect to the reauthentication."""
        if request.method in self.asks:
            raise_if_reauthentication_required(request, app="offices")
        return super().dispatch(request, *args, **kwargs)
