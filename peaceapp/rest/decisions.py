"""Base viewset for requests that a second person approves or declines."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import URLPattern, path
from rest_framework.request import Request

from peaceapp.rest.fields import Flag, Text
from peaceapp.rest.idempotency import once
from peaceapp.rest.routing import routes
from peaceapp.rest.serializers import Strict
from peaceapp.rest.viewsets import NounViewSet


class Answer(Strict):
    """Yes, or no with a reason."""

    agree = Flag(required=True)
    answer = Text()


class Nothing(Strict):
    """An empty object."""


class DecisionViewSet(NounViewSet):
    """A noun with `POST <object>/<name>/` for each of its `readers`, which is a handler of that name."""

    readers: ClassVar[dict[str, type[Strict]]]

    def settle(self, request: Request, row: Any, act: Callable[..., Any]) -> HttpResponse:
        """Carry out one of them, in the order in which a change is refused."""
        data, unreadable = self.peek(request)
        self.permit(act, row)
        if unreadable:
            raise unreadable
        reader = self.readers[self.action]

        def work() -> None:
            act(row, actor=request.user, **reader(context=self.context()).run_validation(data))

        return once(request._request, request.user, work, lambda _made: self.show_changed(row))


def decision_routes(prefix: str, viewset: type[DecisionViewSet]) -> list[URLPattern]:
    """The addresses of such a noun."""
    below = f"{prefix}/<str:key>/"
    return routes(prefix, viewset) + [
        path(f"{below}{name.replace('_', '-')}/", viewset.as_view({"post": name}), name=f"api-{prefix}-{name}")
        for name in viewset.readers
    ]
