"""Queries for the audit trail, as far as row-level security allows. Events have no content."""

import json
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet

from offices.audit.models import AuditEvent, AuditSeal
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.lists.shape import As, One, Shape

WORDS = {level.value: level.word for level in Sensitivity}

ROW = Shape(
    AuditEvent,
    "at",
    "verb",
    "actor",
    "kind",
    "object",
    id=As("id"),
    behind=As("behind"),
    office=One("office", id="acronym", label="acronym"),
    level=As("level", WORDS.__getitem__),
    fields=As("fields"),
    reason=As("reason"),
    request=As("request"),
    address=As("address"),
    client=As("client"),
)
"""Fields of a row of the trail, on the page and in the API."""


def faults() -> list[str]:
    """Errors of the trail, seal by seal. Needs the owner's connection: the access rule hides rows from other roles."""
    found, former, after = [], "", 0
    for seal in AuditSeal.objects.order_by("id"):
        sealed = AuditEvent.objects.filter(number__gt=after, number__lte=seal.last)
        many = sealed.count()
        with connection.cursor() as cursor:
            cursor.execute("select trail_digest(%s, %s, %s)", [former, after, seal.last])
            digest = cursor.fetchone()[0]
        if many != seal.count:
            found.append(f"Seal {seal.pk} ({seal.at:%Y-%m-%d %H:%M} UTC) covers {seal.count} events; {many} are there.")
        elif digest != seal.digest:
            found.append(f"Seal {seal.pk} ({seal.at:%Y-%m-%d %H:%M} UTC) does not fit: an event or a seal was changed.")
        former, after = seal.digest, seal.last
    return found


def count_and_level(events: QuerySet[AuditEvent]) -> tuple[int, Sensitivity]:
    """The number of events and their highest level."""
    found = events.aggregate(level=Max("level"))
    return events.count(), Sensitivity(found["level"] or Sensitivity.UNCLASSIFIED)


def as_line(seal: AuditSeal) -> str:
    """A seal as one line of JSON, for copies outside."""
    return json.dumps({"seal": seal.pk, "at": seal.at.isoformat(), "events": seal.count, "digest": seal.digest})


def read_seals(text: str) -> list[dict[str, Any]]:
    """The seals in a file or letter, also among other text and in quoted mails."""
    lines = (line.lstrip("> \t").rstrip() for line in text.splitlines())
    return [json.loads(line) for line in lines if line.startswith('{"seal"')]


def unsealed() -> int:
    """The number of events after the last seal."""
    last = AuditSeal.objects.order_by("-id").values_list("last", flat=True).first() or 0
    return AuditEvent.objects.filter(number__gt=last).count()
