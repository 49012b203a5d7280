"""Queries for tokens."""

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
class RequestToken:
    """The user, ceiling and scope of the token in a request."""

    id: UUID
    user: User
    scope: Scope
    ceiling: Sensitivity


def token_counts() -> dict[int, int]:
    """Numbers of valid tokens by account key, for the people whose rights the acting user reviews."""
    with connection.cursor() as cursor:
        cursor.execute("select user_id, many from tokens_standing()")
        return dict(cursor.fetchall())


def digest(key: str) -> str:
    """The stored digest of a key. The key has 256 random bits, so no salt is needed."""
    return sha256(key.encode()).hexdigest()


def find_token(key: str) -> RequestToken | None:
    """The valid token with this key, or `None`. Updates its last use, at most once a minute."""
    with connection.cursor() as cursor:
        cursor.execute("select * from token_of(%s)", [digest(key)])
        row = cursor.fetchone()
    if row is None:
        return None
    return RequestToken(row[0], User.objects.get(pk=row[1]), Scope(row[2]), Sensitivity(row[3]))


def valid_tokens(user: User) -> QuerySet[Token]:
    """The valid tokens of the acting user, newest first."""
    rows = Token.objects.filter(user=user, ended_at__isnull=True, expires_at__gt=timezone.now())
    return rows.order_by("-created_at", "pk")
