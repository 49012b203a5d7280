"""A session ends after half an hour without use, and after twelve hours however much it is used."""

from collections.abc import Callable
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from offices.sessions.store import BEGAN, FROM, SEEN
from peaceapp.access.asked import describe

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
