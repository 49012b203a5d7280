"""Somebody who speaks to the API."""

import json
from typing import Any

from django.test import Client


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
            headers["If_Match"] = f'"{version}"'
        return self.send("PATCH", path, data, **headers)


def refusals(response: Any) -> dict[str, str]:
    """The fields of a refusal, with their codes."""
    return {error["field"]: error["code"] for error in response.said["errors"]}
