"""A `POST` that is sent twice is done once."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from peaceapp.rest.models import IdempotentAnswer
from peaceapp.rest.problems import KeyReused, Problem

KEY = re.compile(r"[\x21-\x7e]{1,200}")
REPLAYED = "Idempotency-Replayed"

Made = list[Any]
"""Keys of the rows that a request made; none, for one that changed the row at its address."""


def once(
    request: HttpRequest, user: Any, work: Callable[[], Made | None], show: Callable[[Made], HttpResponse]
) -> HttpResponse:
    """Do `work` and `show` what came of it; for the same key, path and body as before, `show` it without doing it.

    No answer is kept, only which rows it was about: a repeat is told what its sender may read now, and a row that is
    hidden since is not found. The key is kept in the transaction of the work, so neither is there without the other; a
    refusal is not kept. Who comes while the first is being worked on waits for it. `KeyReused` for another body.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        with transaction.atomic():
            return show(work() or [])
    if not KEY.fullmatch(key):
        raise Problem(_("An Idempotency-Key must have 1 to 200 visible ASCII characters."))
    digest = sha256(b"\0".join([str(request.method).encode(), request.path.encode(), request.body])).hexdigest()
    with transaction.atomic():
        take_turn(user, key)
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


def take_turn(user: Any, key: str) -> None:
    """Wait until nobody else works on this user's `key`; it is ours until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{user.pk} {key}"])
