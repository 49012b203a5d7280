"""Deletes engagements that ended longer ago than the retention period. A tombstone stays in the audit trail.

Needs the owner's connection: row-level security hides rows from other roles, and histories do not accept changes by the
app role.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import CASCADE, Exists, Model, OuterRef, Q, QuerySet

from engagements.models import Engagement
from engagements.register.choices import Status

OVER = (Status.CLOSED, Status.WITHDRAWN)
TOMBSTONE = "select note_event('purged', null, 'engagement', %s, %s, %s, %s::smallint, %s, %s)"


@dataclass(frozen=True)
class Tombstone:
    """The tombstone: the reference, the number of rows by table, and a digest of their content."""

    reference: str
    counts: dict[str, int]
    digest: str


def due_for_purge(before: datetime) -> QuerySet[Engagement]:
    """Engagements closed or withdrawn before this moment, and neither created nor changed since.

    An engagement of long ago may have been entered yesterday. The retention period then starts yesterday.
    """
    events = Engagement.pgh_event_model.objects  # type: ignore[attr-defined]  # pghistory adds it to tracked models
    later = events.filter(pgh_obj_id=OuterRef("pk"), pgh_created_at__gte=before)
    over = Engagement.objects.filter(status__in=OVER, created_at__lt=before).exclude(closed_on__gte=before.date())
    return over.exclude(Exists(later)).order_by("reference")


def purge(key: UUID, before: datetime, basis: str) -> Tombstone | None:
    """Deletes an engagement with all its rows in the current transaction; `None` if it is not due any more.

    1. Checks under a lock that it is due.
    2. Computes the SHA-256 digest of all its rows and their versions.
    3. Deletes them. A row elsewhere that still refers to one of them raises a database error.
    4. Notes the tombstone in the audit trail, with the rule `basis` and the digest.
    """
    engagement = due_for_purge(before).select_for_update().filter(pk=key).first()
    if engagement is None:
        return None
    found = list(_belonging(engagement))
    content = {rows.model._meta.db_table: list(rows.order_by("pk").values()) for rows in found}
    digest = sha256(canonical(content).encode()).hexdigest()
    counts = {table.removeprefix("engagements_"): len(rows) for table, rows in content.items() if rows}
    left = [f"{name} {number}" for name, number in sorted(counts.items()) if not name.endswith("event")]
    about: list[Any] = [engagement.reference, key, engagement.lead_office_id, engagement.sensitivity]
    for rows in found:
        rows._raw_delete(rows.db)  # Django's collector would query for related rows, which are all in `found`
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # fails if another row still refers to a deleted one
        cursor.execute(TOMBSTONE, [*about, left, f"{basis}\nSHA-256 {digest}"])
    return Tombstone(engagement.reference, counts, digest)


def canonical(content: dict[str, Any]) -> str:
    """Rows by table as JSON: names in order, no spaces, everything but numbers and booleans as text."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def _belonging(engagement: Engagement) -> Iterator[QuerySet[Any]]:
    """All rows of the engagement, child rows before their parents; then every version of each."""
    ways = {Engagement: "pk"} | dict(_below(Engagement, ""))
    models = sorted(ways, key=lambda model: -ways[model].count("__"))
    models = [model for model in models if model is not Engagement] + [Engagement]
    keys = {
        model: list(model._default_manager.filter(**{ways[model]: engagement.pk}).values_list("pk", flat=True))
        for model in models
    }
    for model in models:
        yield model._default_manager.filter(pk__in=keys[model])
    for model in models:
        if events := getattr(model, "pgh_event_model", None):
            versions = Q(pgh_obj_id__in=keys[model])
            if any(field.name == "engagement" for field in events._meta.concrete_fields):
                versions |= Q(engagement_id=engagement.pk)  # also versions of links that were removed earlier
            yield events.objects.filter(versions)


def _below(model: type[Model], way: str) -> Iterator[tuple[type[Model], str]]:
    """Tables whose rows are deleted with those of `model`, each with the lookup path to the engagement.

    The deepest tables come last.
    """
    relation: Any
    for relation in model._meta.get_fields(include_hidden=True):
        if (
            getattr(relation, "on_delete", None) is CASCADE
            and relation.auto_created
            and relation.related_model is not model
        ):
            path = f"{relation.field.name}__{way}".removesuffix("__")
            yield relation.related_model, path
            yield from _below(relation.related_model, path)
