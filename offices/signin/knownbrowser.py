"""Browsers in which an account has signed in before, so that password guessing elsewhere does not lock out its owner.

Such a browser has a signed cookie with a number. Its failed attempts are counted separately. Attempts from unknown
browsers count for the account and the address.
"""

from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from offices.access.models import User

COOKIE = "peaceapp_known"
SALT = "known browser"
AGE = 180 * 24 * 60 * 60
MAX_ACCOUNTS = 5
"""Maximum number of accounts for which a browser is known."""


def cookie() -> str:
    """The name of the cookie; in production with a prefix that binds it to this host and all of its paths."""
    return f"{settings.COOKIE_PREFIX}{COOKIE}"


def browser_number(request: HttpRequest, username: str) -> str:
    """The number of the browser if `username` has signed in there before; otherwise empty."""
    known, accounts = _read(request)
    return known if _mark(username) in accounts else ""


def mark_browser(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Sets the cookie on the response to a sign-in."""
    known, accounts = _read(request)
    mine = _mark(user.username)
    kept = [mine, *(mark for mark in accounts if mark != mine)][:MAX_ACCOUNTS]
    value = signing.dumps([known or uuid4().hex, kept], salt=SALT)
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(cookie(), value, AGE, secure=secure, httponly=True, samesite="Lax")


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        known, accounts = signing.loads(request.COOKIES.get(cookie(), ""), salt=SALT, max_age=AGE)
    except (signing.BadSignature, ValueError):
        return "", []
    return known, accounts


def _mark(username: str) -> str:
    """A keyed hash of the username, so that the cookie does not reveal who signed in."""
    return salted_hmac(SALT, username.lower()).hexdigest()[:16]
