"""Base class of all API views."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.views import APIView

from peaceapp.rest.rendering import OnlyJson
from peaceapp.rest.schema import NounSchema


class Api(APIView):
    """Base of API views: JSON only. `OPTIONS` answers with the allowed methods and reveals no more than `GET`."""

    content_negotiation_class = OnlyJson
    http_method_names = ["get", "head", "options", "post", "patch"]
    schema: Any = NounSchema()

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]  # the base class returns a DRF response
        """List the allowed methods in the header `Allow`, without a body. A hidden row answers 404, as for `GET`."""
        self.refuse_missing(**kwargs)
        return HttpResponse(status=204)

    def refuse_missing(self, **kwargs: Any) -> None:
        """Raises `Http404` for a row that is hidden from the caller or does not exist."""

    def finalize_response(  # type: ignore[override]  # answers are Django responses
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Adds `Cache-Control: no-store`."""
        response.headers["Cache-Control"] = "no-store"
        return super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]  # answers are Django responses
