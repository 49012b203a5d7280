"""Reads of tokens."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from offices.access.models import User
from offices.tokens.choices import Scope
from offices.tokens.models import Token
from peaceapp.access.sensitivity import Sensitivity


@dataclass(frozen=True)
class Carried:
    """The user, ceiling and scope of a token that a request carries."""

    id: UUID
    user: User
    scope: Scope
    ceiling: Sensitivity


def numbers() -> dict[int, int]:
    """How many tokens stand, by the account's key: of those people whose rights the acting user reviews."""
    with connection.cursor() as cursor:
        cursor.execute("select user_id, many from tokens_standing()")
        return dict(cursor.fetchall())


def digest(key: str) -> str:
    """The digest of a key that the table holds. The key has 256 random bits, so it needs no salt."""
    return sha256(key.encode()).hexdigest()


def carried(key: str) -> Carried | None:
    """Whose key this is, if it is one that stands; notes its use, at most once a minute."""
    with connection.cursor() as cursor:
        cursor.execute("select * from token_of(%s)", [digest(key)])
        row = cursor.fetchone()
    if row is None:
        return None
    return Carried(row[0], User.objects.get(pk=row[1]), Scope(row[2]), Sensitivity(row[3]))


def standing(user: User) -> QuerySet[Token]:
    """The acting user's own that still open something, the newest first."""
    rows = Token.objects.filter(user=user, ended_at__isnull=True, expires_at__gt=timezone.now())
    return rows.order_by("-created_at", "pk")
