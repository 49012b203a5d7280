"""The measurement: requests to both servers in turns, their costs, and the report."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.db.models import Count

from engagements.benchmark import baseline
from engagements.benchmark.cpu import Server, serve
from engagements.models import Engagement, Support
from engagements.synthesis import PREFIX
from offices.access.choices import Role
from offices.access.models import Membership, User
from offices.sessions.store import SessionStore
from peaceapp.access.actor import acting_as
from peaceapp.postgres.base import as_owner

DEEP = 0.75
BY_HAND = {"list": 2.2, "filtered": 3.0, "one": 3.0}
"""Budgets: the maximum ratio of PeaceApp's cost to that of the baseline."""
DEEP_BUDGET, PAGE_BUDGET = 1.1, 40.0
FILTERS = {"status": "active", "country": "ML", "kind": "mediation", "opened_from": "2018-01-01"}


@dataclass
class Asked:
    """One URL, requested as one user from one server, and the costs so far in seconds."""

    what: str
    who: str
    server: Server
    path: str
    headers: dict[str, str]
    requests: int = 0
    web: float = 0.0
    database: float = 0.0
    took: list[float] = field(default_factory=list)

    def go(self, times: int) -> None:
        """Sends the request `times` times in a row."""
        web, database = self.server.spent()
        for _ in range(times):
            began = perf_counter()
            self.server.get(self.path, self.headers)
            self.took.append(perf_counter() - began)
        web_after, database_after = self.server.spent()
        self.web += web_after - web
        self.database += database_after - database
        self.requests += times

    @property
    def ms(self) -> tuple[float, float, float, float]:
        """Milliseconds per request: processor time of web worker, database, and both; median elapsed time."""
        web, database = self.web / self.requests * 1000, self.database / self.requests * 1000
        return web, database, web + database, median(self.took) * 1000


def people() -> dict[str, tuple[User, str]]:
    """Two users with a session each: an unclassified observer, and cleared staff of an office that supports others.

    The office has the median number of supported engagements.
    """
    with as_owner():
        seats = Membership.objects.filter(user__username__startswith="synthetic.").select_related("user")
        observer = seats.filter(role=Role.OBSERVER, clearance=10).order_by("user__username")[0]
        supported = Support.objects.values_list("office").annotate(number=Count("pk")).order_by("number")
        middle = list(supported)[len(supported) // 2]
        cleared = seats.filter(role=Role.STAFF, clearance=20, office=middle[0]).order_by("user__username")[0]
    return {
        "observer, unclassified": (observer.user, _session(observer.user)),
        f"staff, confidential; office supports {middle[1]:,}": (cleared.user, _session(cleared.user)),
    }


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _deep_cursor(user: User) -> str:
    with acting_as(user):
        rows = Engagement.objects.order_by("-latest_on", "-pk").values_list("latest_on", "pk")
        number = rows.count()
        return baseline.cursor(False, *rows[int(number * DEEP)])


def _reference(user: User) -> str:
    with acting_as(user):
        return Engagement.objects.filter(reference__startswith=PREFIX).order_by("-latest_on", "-pk")[20].reference


def servers() -> tuple[Server, Server]:
    """PeaceApp and the baseline."""
    database = connection.settings_dict
    connection.ensure_connection()
    dsn = f"host={database['HOST']} dbname={database['NAME']} user={database['USER']}"
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    ours = serve("peaceapp", "peaceapp.wsgi:application", environment | {"PEACEAPP_POOL": "1"}, settings.DATA, dsn)
    bare = environment | {"PEACEAPP_BENCH_DATABASE": dsn}
    return ours, serve("byhand", "engagements.benchmark.baseline:application", bare, settings.DATA, dsn)


def questions(ours: Server, bare: Server) -> list[Asked]:
    """All requests, in the order of a round."""
    asked = []
    for who, (user, session) in people().items():
        api = {"Host": "localhost", "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}", "Accept": "*/*"}
        browser = api | {"Accept": "text/html", "Accept-Encoding": "gzip"}
        paths = {
            "list": baseline.LIST,
            "deep page": f"{baseline.LIST}?{urlencode({'cursor': _deep_cursor(user)})}",
            "filtered": f"{baseline.LIST}?{urlencode(FILTERS)}",
            "one": f"{baseline.LIST}{_reference(user)}/",
        }
        for what, path in paths.items():
            asked += [Asked(what, who, server, path, api) for server in (ours, bare)]
        asked.append(Asked("register", who, ours, "/engagements/", browser))
        asked.append(Asked("the same, filtered", who, ours, f"/engagements/?{urlencode(FILTERS)}", browser))
    return asked


def refuse_differences(asked: list[Asked]) -> None:
    """Raises `RuntimeError` unless both servers give the same responses, byte for byte.

    Otherwise their costs could not be compared.
    """
    answers: dict[tuple[str, str], bytes] = {}
    for one in asked:
        body = one.server.get(one.path, one.headers)
        if answers.setdefault((one.who, one.path), body) != body:
            raise RuntimeError(f"The answers to {one.path} differ for {one.who}.")


def measure(asked: list[Asked], rounds: int, times: int, tell: Callable[[str], None]) -> None:
    """Sends all requests in turns, `rounds` times, after one round that fills caches."""
    for one in asked:
        for _ in range(times):
            one.server.get(one.path, one.headers)
    for server in {one.server.name: one.server for one in asked}.values():
        server.find_backends()
    for number in range(1, rounds + 1):
        for one in asked:
            one.go(times)
        tell(f"  round {number} of {rounds}")


def report(asked: list[Asked]) -> list[str]:
    """A table of milliseconds, and whether each budget is kept."""
    heads = f"{'web':>8}{'database':>10}{'CPU':>8}{'clock':>8}"
    lines = [f"{'ms a request':<22}{heads}   by hand:{heads}{'ratio':>7}"]
    verdicts, who = [], ""
    by_hand = {(one.who, one.what): one.ms for one in asked if one.server.name == "byhand"}
    for one in (one for one in asked if one.server.name != "byhand"):
        if one.who != who:
            who = one.who
            lines.append(who)
        both, line, yardstick = one.ms[2], f"  {one.what:<20}{_cells(one.ms)}", 0.0
        if bare := by_hand.get((one.who, one.what)):
            yardstick = bare[2]
            line += f"           {_cells(bare)}{both / yardstick:7.2f}"
        lines.append(line)
        if one.what in BY_HAND and yardstick:
            verdicts.append(_verdict(f"{one.what}, {who}", both / yardstick, BY_HAND[one.what], "× by hand"))
        if one.what == "list":
            first = both
        elif one.what == "deep page":
            verdicts.append(_verdict(f"deep page, {who}", both / first, DEEP_BUDGET, "× the first page"))
        elif one.what == "register":
            verdicts.append(_verdict(f"register page, {who}", both, PAGE_BUDGET, "ms"))
    return [*lines, "", *verdicts]


def _cells(ms: tuple[float, float, float, float]) -> str:
    web, database, both, clock = ms
    return f"{web:8.2f}{database:10.2f}{both:8.2f}{clock:8.2f}"


def _verdict(what: str, found: float, budget: float, unit: str) -> str:
    return f"{'pass' if found <= budget else 'MISS'}  {what}: {found:.2f} {unit} (budget {budget:g})"
