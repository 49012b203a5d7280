"""Middleware that records reads of strictly confidential rows and refusals, once per request."""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse

from offices.audit.choices import Verb
from offices.audit.notes import note_outside_transaction
from peaceapp.access.read_log import Reads, collecting, unrecorded
from peaceapp.access.request_context import REQUEST_CONTEXT, describe
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.pages.errors import RETRY_AFTER
from peaceapp.pages.errors import answer as answer_fault

log = logging.getLogger("peaceapp.audit")
Answer = Callable[[HttpRequest], HttpResponse]
SHOWS_NOTHING = {400, 401, 403, 404, 405, 412, 413, 428, 429}
"""Statuses whose answers show no content. Forms that are shown again (422, 409) show the stored values."""


def describe_request(get_response: Answer) -> Answer:
    """Makes the description of the request available to everything that is recorded during it."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = REQUEST_CONTEXT.set(describe(request))
        try:
            return get_response(request)
        finally:
            REQUEST_CONTEXT.reset(token)

    return answer


def note_reads(get_response: Answer) -> Answer:
    """Records reads of strictly confidential rows. Answers 503 instead if recording fails."""

    def answer(request: HttpRequest) -> HttpResponse:
        with collecting() as reads:
            response = get_response(request)
        who = getattr(request.user, "pk", None)  # the API has `None` instead of Django's AnonymousUser
        if response.status_code == 403 and who:
            _note_refusal(request, who, reads)
        if reads and response.status_code not in SHOWS_NOTHING and response.status_code < 500:
            try:
                _note_reads(reads, who)
            except (DatabaseError, InterfaceError):
                log.exception("A read of strictly confidential content could not be noted, so it was not shown.")
                return answer_fault(request, 503, RETRY_AFTER)
        return response

    return answer


def _note_refusal(request: HttpRequest, who: int, reads: Reads) -> None:
    """Records a 403. Its level limits API tokens by their ceiling, because the path may name an engagement."""
    level = Sensitivity.STRICTLY_CONFIDENTIAL if reads else Sensitivity.CONFIDENTIAL
    try:
        note_outside_transaction(
            Verb.REFUSED, who, kind="address", object=f"{request.method} {request.path}", level=level
        )
    except (DatabaseError, InterfaceError):
        log.exception("A refusal could not be noted.")


def _note_reads(reads: Reads, who: int | None) -> None:
    """One event for each engagement with rows that were read."""
    keys: defaultdict[type[Any], set[Any]] = defaultdict(set)
    for model, key in reads:
        keys[model].add(key)
    engagements: dict[UUID, tuple[str, int | None]] = {}
    with unrecorded():
        for model, wanted in keys.items():
            path = "engagement__" if hasattr(model, "engagement") and model.engagement.__class__ is not property else ""
            columns = (f"{path}id", f"{path}reference", f"{path}lead_office_id")
            for key, reference, office in model._default_manager.filter(pk__in=wanted).values_list(*columns):
                engagements[key] = (reference, office)
    for key, (reference, office) in engagements.items():
        about: dict[str, Any] = {"kind": "engagement", "object": reference, "engagement": key, "office": office}
        note_outside_transaction(Verb.READ, who, level=Sensitivity.STRICTLY_CONFIDENTIAL, **about)
