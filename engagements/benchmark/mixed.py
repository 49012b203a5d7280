"""Cost of each kind of request in a mixed load, in the proportions of an office's day."""

from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings

from engagements.benchmark.cpu import Server
from engagements.benchmark.run import people
from engagements.models import Engagement, TeamMember
from engagements.synthesis import PREFIX, SUBJECTS
from offices.access.models import User
from peaceapp.access.actor import acting_as

SHARES = {"list": 10, "detail": 6, "search": 2, "dashboard": 1, "write": 1}
"""Number of requests of each kind among twenty."""
CSRF = "b" * 32
SEARCHES = [*(subject.split()[0] for subject in SUBJECTS), "zzyzx"]
"""Words to search: each is in many rows, except the last, which is in none."""


@dataclass
class Kind:
    """A kind of request, and the costs of its requests so far in seconds."""

    name: str
    asks: Any  # endless iterator of method, path, body
    costs: list[tuple[float, float]] = field(default_factory=list)

    @property
    def ms(self) -> tuple[float, float]:
        """Milliseconds of processor time per request: of the web worker, of the database."""
        web, database = (sum(part) / len(self.costs) * 1000 for part in zip(*self.costs, strict=True))
        return web, database


def kinds(user: User) -> list[Kind]:
    """The kinds of requests of `user`: pages as a browser requests them, and journal entries by the API."""
    with acting_as(user):
        visible = Engagement.objects.filter(reference__startswith=PREFIX).order_by("-latest_on", "-pk")
        references = list(visible.values_list("reference", flat=True)[:200])
        mine = TeamMember.objects.filter(user=user, until_at=None, engagement__status="active", sensitivity__lte=20)
        own = list(mine.order_by("-pk").values_list("engagement__reference", flat=True)[:50])
    entry = {"headline": "Synthetic entry of the benchmark", "kind": "meeting", "occurred_on": "2026-06-30"}
    return [
        Kind("list", cycle([("GET", "/engagements/", None)])),
        Kind("detail", cycle([("GET", f"/engagements/{one}/", None) for one in references])),
        Kind("search", cycle([("GET", f"/engagements/?{urlencode({'q': word})}", None) for word in SEARCHES])),
        Kind("dashboard", cycle([("GET", "/", None)])),
        Kind("write", cycle([("POST", "/api/v1/journal-entries/", entry | {"engagement": one}) for one in own])),
    ]


def measure(server: Server, times: int) -> list[Kind]:
    """Sends twenty mixed requests, `times` times, as the staff member of `people`."""
    user, session = list(people().values())[-1]
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    headers = {"Host": "localhost", "Cookie": cookies, "Accept-Encoding": "gzip"}
    server.start("/healthz", headers)
    asked = {kind.name: kind for kind in kinds(user)}
    twenty = [asked[name] for name, share in SHARES.items() for _ in range(share)]
    twenty = [twenty[n * 7 % len(twenty)] for n in range(len(twenty))]  # shuffled, in the same order in every run
    for number in range(times + 1):  # the first round only fills caches
        if number == 1:
            server.find_backends()
        for kind in twenty:
            method, path, body = next(kind.asks)
            more = {"Content-Type": "application/json", "X-CSRFToken": CSRF} if body else {"Accept": "text/html"}
            before = server.spent()
            server.ask(method, path, headers | more, orjson.dumps(body) if body else None)
            if number:
                kind.costs.append((server.spent()[0] - before[0], server.spent()[1] - before[1]))
    return list(asked.values())


def report(asked: list[Kind]) -> list[str]:
    """A table of milliseconds by kind, and of the mix."""
    lines, mean = [f"{'ms a request':<12}{'share':>7}{'web':>8}{'database':>10}{'CPU':>8}"], 0.0
    for kind in asked:
        (web, database), share = kind.ms, SHARES[kind.name] / sum(SHARES.values())
        mean += share * (web + database)
        lines.append(f"{kind.name:<12}{share:>7.0%}{web:8.2f}{database:10.2f}{web + database:8.2f}")
    return [*lines, f"{'the mix':<12}{'':>7}{'':>18}{mean:8.2f}  ({1000 / mean:.0f} requests a second and core)"]
