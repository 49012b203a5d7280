"""Settings of an OpenID Connect identity provider: `PEACEAPP_OIDC_…`."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

NEEDED = {
    "PEACEAPP_OIDC_SERVER": "its address, as it calls itself the issuer; such as https://id.example.org",
    "PEACEAPP_OIDC_CLIENT_ID": "the name under which the provider knows this installation",
    "PEACEAPP_OIDC_CLIENT_SECRET": "the secret that the provider gave with it",
    "PEACEAPP_OIDC_NAME": "what people call the provider; it stands on the sign-in page",
}
SECOND_FACTOR = "PEACEAPP_OIDC_SECOND_FACTOR"
PROVIDER = "oidc"
"""Provider id under which allauth stores the linked accounts."""


def openid(env: Env, *, plain: bool) -> dict[str, Any]:
    """Settings of the OpenID Connect provider; empty without one. `plain` allows an address without TLS."""
    given = {name: env.str(name, default="").strip() for name in NEEDED}
    second = env.str(SECOND_FACTOR, default="").strip()
    if not any(given.values()) and not second:
        return {}
    missing = [f"{name} ({hint})" for name, hint in NEEDED.items() if not given[name]]
    if missing:
        raise ImproperlyConfigured(f"Sign-in by OpenID Connect is half set up. Missing: {'; '.join(missing)}.")
    server = given["PEACEAPP_OIDC_SERVER"].removesuffix("/.well-known/openid-configuration").rstrip("/")
    parts = urlsplit(server)
    if parts.scheme not in ({"https", "http"} if plain else {"https"}) or not parts.hostname or parts.query:
        raise ImproperlyConfigured(f"PEACEAPP_OIDC_SERVER is “{server}”; it must be an address with https://.")
    if second not in {"", "own", "provider"}:
        raise ImproperlyConfigured(
            f"{SECOND_FACTOR} is “{second}”; it must be “own” (PeaceApp asks for a second factor, as after a password)"
            " or “provider” (the provider has asked for one already)."
        )
    return {
        "server": server,
        "client_id": given["PEACEAPP_OIDC_CLIENT_ID"],
        "secret": given["PEACEAPP_OIDC_CLIENT_SECRET"],
        "name": given["PEACEAPP_OIDC_NAME"],
        "second_factor": second or "own",
    }


def providers(known: dict[str, Any]) -> dict[str, Any]:
    """The same settings in allauth's format."""
    app = {
        "provider_id": PROVIDER,
        "name": known.get("name", ""),
        "client_id": known.get("client_id", ""),
        "secret": known.get("secret", ""),
        "settings": {"server_url": known.get("server", "")},
    }
    return {"openid_connect": {"provider_class": "offices.signin.openid.Provider", "APPS": [app] if known else []}}
