"""Somebody who speaks to the API."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import resolve

from peaceapp.rest.versions import version_name
from tests.arrange import arranging


class Caller:
    """A session of one user (nobody: signed out). Paths are below `/api/v1/`; a dictionary or list is sent as JSON."""

    def __init__(self, user: Any = None, raises: bool = True) -> None:
        self.client = Client(raise_request_exception=raises)
        if user is not None:
            self.client.force_login(user)

    def send(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        """The answer, with `said` as its JSON (nothing: no content)."""
        given = {"headers": {name.replace("_", "-"): value for name, value in headers.items()}}
        if data is not None:
            body = data if isinstance(data, bytes | str) else json.dumps(data)
            given |= {"data": body, "content_type": headers.get("content_type", "application/json")}
        path = path if path.startswith(("/", "http")) else f"/api/v1/{path}"
        response = self.client.generic(method, path, **given)
        response.said = json.loads(response.content) if response.content else None
        return response

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, data: Any, **headers: str) -> Any:
        return self.send("POST", path, data, **headers)

    def patch(self, path: str, data: Any, version: int | None = None, **headers: str) -> Any:
        if version is not None:
            headers["If_Match"] = tag_at(path, version)
        return self.send("PATCH", path, data, **headers)


def tag(row: Any, version: int | None = None) -> str:
    """What If-Match says of this version of a row; without a version, of the one that `row` has."""
    return f'"{version_name(type(row), row.pk, row.version if version is None else version)}"'


def tag_at(path: str, version: int | None = None) -> str:
    """The same for the row at an address of the API, whoever may read it; for no row, of none."""
    address = path.partition("://testserver")[2] or (path if path.startswith("/") else f"/api/v1/{path}")
    found = resolve(address.partition("?")[0])
    noun: Any = getattr(found.func, "cls", None)
    with arranging():
        try:
            row = noun.shape.model._default_manager.filter(**{noun.lookup: found.kwargs["key"]}).first()
        except (AttributeError, ValidationError, ValueError, KeyError):  # no address, or no key, of such a row
            row = None
    return tag(row, version) if hasattr(row, "version") else '"none"'


def refusals(response: Any) -> dict[str, str]:
    """The fields of a refusal, with their codes."""
    return {error["field"]: error["code"] for error in response.said["errors"]}
