"""Browsers in which an account has signed in before: who guesses elsewhere does not keep them out.

Each such browser carries a signed number. Its failures are counted for it alone, those of strangers against the account
and the address.
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
MOST = 5
"""Accounts that one browser is known for."""


def cookie() -> str:
    """Its name: in production one that browsers take from this very host alone, which is for all of its addresses."""
    return f"{settings.COOKIE_PREFIX}{COOKIE}"


def number(request: HttpRequest, username: str) -> str:
    """The browser's number, if `username` has signed in there before; else nothing."""
    known, accounts = _read(request)
    return known if _mark(username) in accounts else ""


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the answer to a sign-in mark the browser."""
    known, accounts = _read(request)
    mine = _mark(user.username)
    kept = [mine, *(mark for mark in accounts if mark != mine)][:MOST]
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
    """Nobody who reads the cookie learns who signed in there."""
    return salted_hmac(SALT, username.lower()).hexdigest()[:16]
