"""Notes reads of what is strictly confidential and refusals, once a request, whatever surface answered."""

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse

from offices.audit.choices import Verb
from offices.audit.notes import note_beside
from peaceapp.access.read_log import Seen, collecting, unseen
from peaceapp.access.request_context import ASKED, describe
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.pages.errors import AGAIN
from peaceapp.pages.errors import answer as answer_fault

log = logging.getLogger("peaceapp.audit")
Answer = Callable[[HttpRequest], HttpResponse]
SHOWS_NOTHING = {400, 401, 403, 404, 405, 412, 413, 428, 429}
"""A form that comes back, 422 or 409, shows what stands there now; these answers say only that they refuse."""


def describe_request(get_response: Answer) -> Answer:
    """Let everything that is noted while a request is answered know the request."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = ASKED.set(describe(request))
        try:
            return get_response(request)
        finally:
            ASKED.reset(token)

    return answer


def note_reads(get_response: Answer) -> Answer:
    """Notes reads of strictly confidential rows. Answers 503 instead where the note fails."""

    def answer(request: HttpRequest) -> HttpResponse:
        with collecting() as seen:
            response = get_response(request)
        who = getattr(request.user, "pk", None)  # the API has nobody where Django has an anonymous one
        if response.status_code == 403 and who:
            _note_refusal(request, who, seen)
        if seen and response.status_code not in SHOWS_NOTHING and response.status_code < 500:
            try:
                _note_reads(seen, who)
            except (DatabaseError, InterfaceError):
                log.exception("A read of strictly confidential content could not be noted, so it was not shown.")
                return answer_fault(request, 503, AGAIN)
        return response

    return answer


def _note_refusal(request: HttpRequest, who: int, seen: Seen) -> None:
    """The address may name an engagement, so the event has a level: a token reads it up to its ceiling only."""
    level = Sensitivity.STRICTLY_CONFIDENTIAL if seen else Sensitivity.CONFIDENTIAL
    try:
        note_beside(Verb.REFUSED, who, kind="address", object=f"{request.method} {request.path}", level=level)
    except (DatabaseError, InterfaceError):
        log.exception("A refusal could not be noted.")


def _note_reads(seen: Seen, who: int | None) -> None:
    """One event for each engagement of which something was read."""
    keys: defaultdict[type[Any], set[Any]] = defaultdict(set)
    for model, key in seen:
        keys[model].add(key)
    engagements: dict[UUID, tuple[str, int | None]] = {}
    with unseen():
        for model, wanted in keys.items():
            path = "engagement__" if hasattr(model, "engagement") and model.engagement.__class__ is not property else ""
            columns = (f"{path}id", f"{path}reference", f"{path}lead_office_id")
            for key, reference, office in model._default_manager.filter(pk__in=wanted).values_list(*columns):
                engagements[key] = (reference, office)
    for key, (reference, office) in engagements.items():
        about: dict[str, Any] = {"kind": "engagement", "object": reference, "engagement": key, "office": office}
        note_beside(Verb.READ, who, level=Sensitivity.STRICTLY_CONFIDENTIAL, **about)
