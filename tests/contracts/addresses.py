"""Every address that the application answers at, found in its own tables: a new one is in the contracts by itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

PUBLIC = {
    "accounts/login/", "accounts/logout/", "admin/login/", "accounts/2fa/webauthn/login/", "accounts/oidc/login/",
    "accounts/oidc/callback/", "accounts/invitation/<invitation:key>/",
}  # fmt: skip
"""What the signed-out may open. `/healthz` and `/readyz` answer before any address is looked at."""


@dataclass(frozen=True)
class Address:
    """A route, with the names of what it takes."""

    route: str
    takes: tuple[str, ...]

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")

    @property
    def is_admin(self) -> bool:
        return self.route.startswith("admin/")

    def at(self, **given: Any) -> str:
        """The path, with everything that the route takes."""
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(given[found[1]]), self.route)

    def __str__(self) -> str:
        return self.route


def addresses() -> list[Address]:
    """All of them."""
    return list(dict.fromkeys(_walk(get_resolver().url_patterns, "")))


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Address]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, before + str(each.pattern))
            continue
        route = before + str(each.pattern)
        if isinstance(each.pattern, RoutePattern) or not str(each.pattern):
            yield Address(
                route, tuple(re.findall(r"<(?:\w+:)?(\w+)>", route))
            )  # what stands above takes something, too


def all_paths(address: Address, **values: list[Any]) -> list[str]:
    """The address with every combination of `values`; once, if it takes nothing."""
    return [
        address.at(**dict(zip(address.takes, chosen, strict=True)))
        for chosen in product(*(values[name] for name in address.takes))
    ]
