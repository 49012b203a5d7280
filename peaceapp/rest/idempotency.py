"""Idempotency of `POST`: a repeated request with the same key is not carried out again."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from peaceapp.problems import KeyReused, Problem
from peaceapp.rest.models import IdempotentAnswer

KEY = re.compile(r"[\x21-\x7e]{1,200}")
REPLAYED = "Idempotency-Replayed"

Made = list[Any]
"""Keys of the rows that a request made; empty for a request that changed the row at its address."""


def once(
    request: HttpRequest, user: Any, work: Callable[[], Made | None], show: Callable[[Made], HttpResponse]
) -> HttpResponse:
    """Runs `work` and answers with `show`. For a repeated key, path and body, only `show` runs.

    The stored record holds the keys of the new rows, not the answer. So a repeat shows what its sender may read now,
    and answers 404 for a row that was hidden since. The record is written in the transaction of the work: both are
    stored or neither, and refusals are not stored. A parallel repeat waits for the first request. Raises `KeyReused`
    for another body.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        with transaction.atomic():
            return show(work() or [])
    if not KEY.fullmatch(key):
        raise Problem(_("An Idempotency-Key must have 1 to 200 visible ASCII characters."))
    digest = sha256(b"\0".join([str(request.method).encode(), request.path.encode(), request.body])).hexdigest()
    with transaction.atomic():
        lock_key(user, key)
        kept = IdempotentAnswer.objects.filter(user=user, key=key).first()
        if kept is None:
            made = work() or []
            IdempotentAnswer.objects.create(user=user, key=key, digest=digest, made=[str(one) for one in made])
            return show(made)
    if kept.digest != digest:
        raise KeyReused
    response = show(kept.made)
    response.headers[REPLAYED] = "true"
    return response


def lock_key(user: Any, key: str) -> None:
    """Takes an advisory lock on this user's `key`; other requests with it wait until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{user.pk} {key}"])
