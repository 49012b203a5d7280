"""Base of all API views."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.views import APIView

from peaceapp.rest.rendering import OnlyJson
from peaceapp.rest.schema import NounSchema


class Api(APIView):
    """For the signed-in, in JSON. `OPTIONS` says which methods there are, and no more than `GET` would show."""

    content_negotiation_class = OnlyJson
    http_method_names = ["get", "head", "options", "post", "patch"]
    schema: Any = NounSchema()

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]  # any response will do
        """No body; REST framework adds `Allow`. What is hidden is not there, as for any other method."""
        self.refuse_missing(**kwargs)
        return HttpResponse(status=204)

    def refuse_missing(self, **kwargs: Any) -> None:
        """`Http404` where the address is of a row that the caller may not see, or that is not there."""

    def finalize_response(  # type: ignore[override]  # likewise
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Nobody keeps an answer."""
        response.headers["Cache-Control"] = "no-store"
        return super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]  # likewise
