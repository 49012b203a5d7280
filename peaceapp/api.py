"""`/api/v1/`: the resources of all apps, their OpenAPI schema, and a documentation page."""

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, re_path
from django.views import View
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request

import engagements.api
import offices.api
from offices.access.views import MemberPage
from peaceapp.problems import NAMES, WORDS
from peaceapp.rest.rendering import answer
from peaceapp.rest.views import Api

RESOURCES = [*offices.api.urlpatterns, *engagements.api.urlpatterns]
PATHS = [str(pattern.pattern) for pattern in RESOURCES]


class Index(Api):
    """Lists the resources of the API."""

    schema = None

    def get(self, request: Request) -> HttpResponse:
        """List the addresses of all resources."""
        here = request._request.build_absolute_uri(request._request.path)
        return answer({name.rstrip("/"): here + name for name in PATHS if name.count("/") == 1})


class Schema(Api):
    """The OpenAPI 3 schema."""

    schema = None

    def get(self, request: Request) -> HttpResponse:
        """Show the OpenAPI schema, the same for everybody, since it contains no rows."""
        return answer(_schema())


@lru_cache(maxsize=1)
def _schema() -> Any:
    return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # untyped library


class Unknown(Api):
    """Answers unknown addresses below `/api/v1/` with a problem document."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises 404 for every method."""
        super().initial(request, *args, **kwargs)
        raise Http404


class Docs(MemberPage, View):
    """The documentation page: resources, errors and common rules."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Shows the page, the same for everybody."""
        problems = [{"name": NAMES[status], "status": status, "words": words} for status, words in WORDS.items()]
        return render(request, "rest/docs.html", {"paths": PATHS, "problems": problems, "area": "api"})


urlpatterns = [
    path("", Index.as_view(), name="api"),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Docs.as_view(), name="api-docs"),
    *RESOURCES,
    re_path("", Unknown.as_view()),
]
