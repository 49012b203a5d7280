"""Maps every error (PeaceApp's, Django's, REST framework's, PostgreSQL's) to one problem document (RFC 9457)."""

import logging
import traceback
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import orjson
from django.core import exceptions as django
from django.core.signals import got_request_exception
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError, transaction
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions as rest

from peaceapp.errors import DomainError, NotPermitted, Refused, Stale, Text, message_of

log = logging.getLogger("peaceapp.rest")
Error = dict[str, Any]

MAX_ERRORS = 100
"""Maximum number of errors in one answer. The others show up once these are corrected."""
MEDIA_TYPE = "application/problem+json"
GENERAL = "non_field_errors"

NAMES = {
    400: "invalid",
    401: "not_signed_in",
    403: "not_permitted",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "refused",
    412: "stale",
    413: "too_large",
    415: "unsupported_media_type",
    422: "key_reused",
    428: "precondition_required",
    429: "too_many_requests",
    500: "failed",
    503: "unavailable",
}
"""Status to the last part of a problem's `type`. The API documentation has a paragraph for each."""

WORDS: dict[int, Text] = {
    400: _("The data sent is not valid."),
    401: _("Sign in first."),
    403: _("You do not have permission to do this."),
    404: _("You cannot access this resource, or it does not exist."),
    405: _("This method is not allowed here. The “Allow” header lists the allowed methods."),
    406: _("The API responds in JSON only."),
    409: _("The present state of the record does not allow this."),
    412: _(
        "If-Match does not match the current version. Weak ETags are not accepted. Read the record again and send its"
        " ETag."
    ),
    413: _("The request is larger than the server accepts."),
    415: _("Send JSON with the content type application/json."),
    422: _("This Idempotency-Key was used for another request."),
    428: _("Send the ETag of the version that you change as If-Match."),
    429: _("Too many requests. Wait a moment, then try again."),
    500: _("Server error. Nothing was changed."),
    503: _("The server is not available at the moment. Try again soon."),
}


class Problem(Exception):
    """Exception that becomes a problem document. Each item of `errors` has a field, a code and a message."""

    status = 400

    def __init__(self, detail: Text = "", errors: list[Error] | None = None, status: int = 0) -> None:
        self.status = status or self.status
        self.detail, self.errors = detail or WORDS.get(self.status, ""), errors
        super().__init__(self.status)


class TooLarge(Problem):
    """413: the body is over the size limit."""

    status = 413


class VersionNeeded(Problem):
    """428: a change without If-Match."""

    status = 428


class KeyReused(Problem):
    """422: an Idempotency-Key that was used before with another body."""

    status = 422


def problem(
    status: int, detail: Text = "", errors: list[Error] | None = None, headers: dict[str, str] | None = None
) -> HttpResponse:
    """The response with a problem document."""
    body: Error = {
        "type": f"/api/v1/docs/#{NAMES.get(status, 'invalid')}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": str(detail or WORDS.get(status, "")),
    }
    if errors is not None:
        body["errors"] = errors[:MAX_ERRORS]
    return HttpResponse(orjson.dumps(body), status=status, content_type=MEDIA_TYPE, headers=headers)


def answer_problem(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """REST framework's exception handler: turns every error into a problem document; logs server faults."""
    if isinstance(error, DatabaseError) and transaction.get_connection().in_atomic_block:
        transaction.set_rollback(True)  # PostgreSQL refuses further statements in a failed transaction
    found = as_problem(error)
    if found is None:
        _report(error, context)
        return problem(500)
    if found.status >= 500:
        _report(error, context)
    return problem(found.status, found.detail, found.errors, _headers(error, found.status))


def _headers(error: Exception, status: int) -> dict[str, str]:
    if status == 401:
        return {"WWW-Authenticate": getattr(error, "auth_header", "Session")}
    if status == 503:
        return {"Retry-After": "5"}
    if isinstance(error, rest.Throttled):
        return {"Retry-After": str(int(getattr(error, "wait", None) or 0) + 1)}
    return {}


def as_problem(error: Exception) -> Problem | None:
    """The problem for `error`; `None` for a fault of the server."""
    if isinstance(error, Problem):
        return error
    for kinds, convert in KNOWN:
        if isinstance(error, kinds):
            return convert(error)
    return None


def _domain_problem(error: DomainError) -> Problem:
    match error:
        case NotPermitted():
            status = 403
        case Stale():
            status = 412
        case Refused():
            status = 409
        case _:
            status = 400
    return Problem(error.message, [_item("", error.code, error.message)] if status == 409 else None, status)


def is_temporary(error: BaseException | None) -> bool:
    """Whether a retry may succeed: the database is unreachable, or a time-out ended the statement."""
    state = _state(error)
    if isinstance(error, OperationalError | InterfaceError):
        return not state.startswith(LIMIT_REACHED)
    return isinstance(error, DatabaseError) and state in TIMED_OUT


def _state(error: BaseException | None) -> str:
    return str(getattr(getattr(error, "__cause__", None), "sqlstate", "") or "")


LIMIT_REACHED = "54"
"""Class of SQL states: a limit of PostgreSQL is reached, such as nesting depth or the size of an index row."""
TIMED_OUT = {"25P03", "25P04", "57P05"}
"""SQL states of time-outs (idle in transaction, transaction, idle session) that psycopg does not raise as
`OperationalError`."""


def _database_problem(error: Exception) -> Problem | None:
    if is_temporary(error):
        return Problem(status=503)
    if words := message_of(error):
        return _single(409, Refused.code, words)
    match error:
        case DataError() | IntegrityError():
            return _single(400, "refused", _("This cannot be saved."))
        case OperationalError() | InterfaceError():
            return _single(400, "refused", _("This value is too large."))
        case _:
            return _single(400, "refused", _("This cannot be saved.")) if _state(error) == "42501" else None


def _single(status: int, code: str, message: Text) -> Problem:
    return Problem(message, [_item("", code, message)], status)


def _item(field: str, code: str, message: Text) -> Error:
    return {"field": field, "code": code, "message": str(message)}


KNOWN: list[tuple[type[Exception] | tuple[type[Exception], ...], Callable[[Any], Problem | None]]] = [
    ((django.ValidationError, rest.ValidationError), lambda error: Problem(errors=list(items(error)))),
    (rest.ParseError, lambda error: _single(400, "malformed", _("This is not valid JSON."))),
    ((rest.NotAuthenticated, rest.AuthenticationFailed), lambda error: Problem(status=401)),
    (rest.APIException, lambda error: Problem(status=error.status_code)),
    (Http404, lambda error: Problem(status=404)),
    (django.PermissionDenied, lambda error: Problem(status=403)),
    (DomainError, _domain_problem),
    (django.RequestDataTooBig, lambda error: TooLarge()),
    (RawPostDataException, lambda error: Problem(status=415)),  # a form, whose body the CSRF check has already read
    (
        (django.SuspiciousOperation, MultiPartParserError, UnicodeError, OverflowError, RecursionError),
        lambda error: _single(400, "malformed", _("This cannot be parsed.")),
    ),
    ((DatabaseError, InterfaceError), _database_problem),
]
"""Maps kinds of errors to problems. The first entry that matches counts."""


def items(error: Exception) -> Iterator[Error]:
    """The `errors` of Django's or REST framework's `ValidationError`. An error of the whole row has an empty field."""
    if isinstance(error, rest.ValidationError):
        yield from _walk(error.detail, "")
    elif isinstance(error, django.ValidationError):
        by_field = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        for name, errors in by_field.items():
            for one in errors:
                message = one.message % one.params if one.params else one.message
                yield _item("" if name == django.NON_FIELD_ERRORS else name, str(one.code or "invalid"), message)


def _walk(detail: Any, field: str) -> Iterator[Error]:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = "" if name == GENERAL else str(name)
            yield from _walk(inner, f"{field}.{own}" if field and own else field or own)
    elif isinstance(detail, list):
        for inner in detail:
            yield from _walk(inner, field)
    else:
        yield _item(field, getattr(detail, "code", "invalid"), detail)


def _report(error: Exception, context: dict[str, Any]) -> None:
    """Logs class and traceback of the error, without its message: PostgreSQL's messages contain whole rows."""
    request = context["request"]._request
    where = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
    view = type(context["view"]).__name__
    log.error("%s in %s of %s\n%s", type(error).__name__, request.method, view, where)
    got_request_exception.send(sender=type(context["view"]), request=request)
