"""Views that ask again who somebody is."""

from typing import Any, ClassVar

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views import View


class ReauthenticationRequired(View):
    """Asks once more who it is, unless that was said within the last minutes. Stands after `MemberPage`.

    For what a session that was left open should not do: end others, or make a key that outlives it.
    """

    asks: ClassVar[set[str]] = {"GET", "POST"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raises what a middleware answers by leading there."""
        if request.method in self.asks:
            raise_if_reauthentication_required(request, app="offices")
        return super().dispatch(request, *args, **kwargs)
