"""Base viewset for requests that a second person approves or declines."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import URLPattern, path
from drf_spectacular.utils import extend_schema_serializer
from rest_framework.request import Request

from peaceapp.rest.fields import Flag, Text
from peaceapp.rest.idempotency import once
from peaceapp.rest.routing import routes
from peaceapp.rest.serializers import StrictSerializer
from peaceapp.rest.viewsets import NounViewSet


@extend_schema_serializer(component_name="Answer")  # its name in the schema stays as it was published
class DecisionInput(StrictSerializer):
    """Input of a decision: yes, or no with a reason."""

    agree = Flag(required=True)
    answer = Text()


class EmptyBody(StrictSerializer):
    """Input of an action without values: an empty object."""


class DecisionViewSet(NounViewSet):
    """Adds `POST <object>/<name>/` for each entry of `readers`; the viewset has a handler of the same name."""

    readers: ClassVar[dict[str, type[StrictSerializer]]]

    def decide(self, request: Request, row: Any, act: Callable[..., Any]) -> HttpResponse:
        """Runs the action `act`. Checks the permission first, then the JSON, then the values of the body."""
        data, unreadable = self.peek(request)
        self.permit(act, row)
        if unreadable:
            raise unreadable
        reader = self.readers[self.action]

        def work() -> None:
            act(row, actor=request.user, **reader(context=self.context()).run_validation(data))

        return once(request._request, request.user, work, lambda _made: self.show_changed(row))


def decision_routes(prefix: str, viewset: type[DecisionViewSet]) -> list[URLPattern]:
    """URL patterns of a `DecisionViewSet`: those of `routes`, and one for each of its `readers`."""
    below = f"{prefix}/<str:key>/"
    return routes(prefix, viewset) + [
        path(f"{below}{name.replace('_', '-')}/", viewset.as_view({"post": name}), name=f"api-{prefix}-{name}")
        for name in viewset.readers
    ]
