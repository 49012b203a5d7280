"""URL patterns of a viewset: only those for which the viewset has a handler."""

from typing import Any

from django.urls import URLPattern, path

from peaceapp.rest.bulk import BulkViewSet
from peaceapp.rest.moves import MoveViewSet
from peaceapp.rest.versioned import VersionedViewSet
from peaceapp.rest.viewsets import NounViewSet

Methods = dict[str, Any]


def routes(prefix: str, viewset: type[NounViewSet]) -> list[URLPattern]:
    """`<prefix>/`, `<prefix>/<key>/` and the addresses below them."""
    listed: Methods = {"get": "rows"}
    one: Methods = {"get": "row"}
    if hasattr(viewset, "create_action"):
        listed["post"] = "add"
    if hasattr(viewset, "update_action"):
        one["patch"] = "change"
    below = f"{prefix}/<str:key>/"
    found = [path(f"{prefix}/", viewset.as_view(listed), name=f"api-{prefix}")]
    if issubclass(viewset, BulkViewSet):
        found.append(path(f"{prefix}/bulk/", viewset.as_view({"post": "add_many"}), name=f"api-{prefix}-bulk"))
    found.append(path(below, viewset.as_view(one), name=f"api-{prefix}-one"))
    if issubclass(viewset, MoveViewSet):
        moves: Methods = {"get": "moves", "post": "make_move"}
        found.append(path(f"{below}transitions/", viewset.as_view(moves), name=f"api-{prefix}-moves"))
    if issubclass(viewset, VersionedViewSet):
        found.append(path(f"{below}history/", viewset.as_view({"get": "history"}), name=f"api-{prefix}-history"))
        back = viewset.as_view({"post": "restore_version"})
        found.append(path(f"{below}history/<slug:version>/restore/", back, name=f"api-{prefix}-restore-version"))
    return found
