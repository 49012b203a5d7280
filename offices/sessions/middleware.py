"""Middleware that ends sessions after 30 minutes without use or after 12 hours, and asks for reauthentication."""

from collections.abc import Callable
from time import time

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from offices.sessions.store import BEGAN, FROM, SEEN
from peaceapp.access.request_context import describe

EVERY = 60
"""Seconds between two updates of the last use, so that not every request writes."""


def end_expired_sessions(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Signs out a user whose session has expired, before anything is read for them."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            session, now = request.session, time()
            began, seen = session.get(BEGAN, now), session.get(SEEN, now)
            if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_SECONDS:
                logout(request)
            elif BEGAN not in session or now - seen > EVERY:
                description = describe(request)
                session.update({BEGAN: began, SEEN: now, FROM: [description["address"], description["client"]]})
        return get_response(request)

    return answer


def redirect_to_reauthentication(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Redirects to the reauthentication page, and back to the page that the user came from.

    allauth would store the submitted form in the session with all headers, including the session cookie, which must not
    be in the database. So the user sends the form again.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def ask(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ReauthenticationRequired):
            return None
        ways = [way["url"] for way in get_adapter().get_reauthentication_methods(request.user)]
        asking = ways[0] if ways else reverse(settings.LOGIN_URL)
        return redirect(f"{asking}?{urlencode({REDIRECT_FIELD_NAME: request.path})}")

    answer.process_exception = ask  # type: ignore[attr-defined]  # Django looks for this attribute
    return answer
