"""Template tags for the sign-in pages: the ways to sign in that this installation offers."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag(takes_context=True)
def passkeys_elsewhere(context: dict[str, Any]) -> str:
    """The host of the passkeys, if the page was requested under another name; otherwise empty."""
    requested, home = urlsplit(f"//{context['request'].get_host()}"), settings.PASSKEY_HOST
    if requested.hostname == home or str(requested.hostname).endswith(f".{home}"):
        return ""
    return f"{home}:{requested.port}" if requested.port else home


@register.simple_tag
def identity_provider() -> str:
    """The name of the OpenID Connect provider; empty without one."""
    return str(settings.OIDC.get("name", ""))
