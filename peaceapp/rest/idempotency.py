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


def once(
    request: HttpRequest, user: Any, work: Callable[[], HttpResponse], is_still_there: Callable[[list[Any]], bool]
) -> HttpResponse:
    """Do `work`, or give the answer again that the same key, path and body got before.

    The answer is kept in the transaction of the work, so neither is there without the other; a refusal is not kept. Who
    comes while the first is being worked on waits for it. An answer names the rows that it made (`made`): it is given
    again only as long as its reader sees them, for rights may have changed since. `KeyReused` for another body.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        with transaction.atomic():
            return work()
    if not KEY.fullmatch(key):
        raise Problem(_("An Idempotency-Key has 1 to 200 visible ASCII characters."))
    body = request.body
    digest = sha256(b"\0".join([str(request.method).encode(), request.path.encode(), body])).hexdigest()
    with transaction.atomic():
        take_turn(user, key)
        kept = IdempotentAnswer.objects.filter(user=user, key=key).first()
        if kept is None:
            response = work()
            _keep(response, user, key, digest)
            return response
    if kept.digest != digest:
        raise KeyReused
    made = kept.headers.pop("made", [])
    if not is_still_there(made):
        raise Problem(status=404)
    return HttpResponse(bytes(kept.body), status=kept.status, headers=kept.headers | {REPLAYED: "true"})


def take_turn(user: Any, key: str) -> None:
    """Wait until nobody else works on this user's `key`; it is ours until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{user.pk} {key}"])


def _keep(response: HttpResponse, user: Any, key: str, digest: str) -> None:
    headers = {
        name: response.headers[name] for name in ("Content-Type", "ETag", "Location") if name in response.headers
    }
    kept = headers | {"made": getattr(response, "made", [])}
    IdempotentAnswer.objects.create(
        user=user, key=key, digest=digest, status=response.status_code, body=response.content, headers=kept
    )
