"""A session ends after half an hour without use and after twelve hours at most; and some things ask anew who it is."""

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
"""Seconds between two notes of use: not every request writes."""


def end_when_due(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out whose session is over, before anything is read for them."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            session, now = request.session, time()
            began, seen = session.get(BEGAN, now), session.get(SEEN, now)
            if now - began > settings.SESSION_COOKIE_AGE or now - seen > settings.SESSION_IDLE_SECONDS:
                logout(request)
            elif BEGAN not in session or now - seen > EVERY:
                asked = describe(request)
                session.update({BEGAN: began, SEEN: now, FROM: [asked["address"], asked["client"]]})
        return get_response(request)

    return answer


def ask_who_it_is(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Lead whoever must say once more who they are to where that is asked, and back to the page that they came from.

    The library's own way keeps a form that was sent in the session, with all its headers: the cookie's key too, which
    the database must not have. So what was pressed is pressed once more.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def ask(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, ReauthenticationRequired):
            return None
        ways = [way["url"] for way in get_adapter().get_reauthentication_methods(request.user)]
        asking = ways[0] if ways else reverse(settings.LOGIN_URL)
        return redirect(f"{asking}?{urlencode({REDIRECT_FIELD_NAME: request.path})}")

    answer.process_exception = ask  # type: ignore[attr-defined]  # the framework looks for it
    return answer
