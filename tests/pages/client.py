"""Asking for pages as somebody."""

import re
import time
from typing import Any

from django.test import Client

from offices.models import User

TOKEN = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": "|X-CSRFToken&quot;: &quot;)[A-Za-z0-9]+')


def signed_in(user: User) -> Client:
    """A browser in which `user` is signed in."""
    client = Client()
    client.force_login(user)
    return client


def just_asked(user: User) -> Client:
    """The same, where the password was typed once more a moment ago."""
    client = signed_in(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def left_open(client: Client) -> None:
    """As if ten minutes had gone since who it is was last asked."""
    session = client.session
    records = session.get("account_authentication_methods", [])
    session["account_authentication_methods"] = [record | {"at": record["at"] - 600} for record in records]
    session.save()


def text(response: Any) -> str:
    """What an answer says, without the token that differs every time."""
    return TOKEN.sub(r"\1", response.content.decode())
