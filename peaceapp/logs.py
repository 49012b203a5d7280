"""Log format: one line for each record, without anything that was typed, stored or requested.

Errors are logged by class and code location, without their message: PostgreSQL's messages contain whole rows, and paths
contain names that readers of the log may not know.
"""

import logging
import time
import traceback
from typing import Any

REQUEST_LOGGERS = ("django.request", "django.security", "django.server")
"""Loggers whose messages contain the request: path, host, referrer."""
SQL_LOGGERS = ("django.db",)
"""Loggers of SQL statements; all their records are dropped."""


class LineFormatter(logging.Formatter):
    """Log formatter: one line, time in UTC, control characters escaped."""

    converter = staticmethod(time.gmtime)
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        said = self.say(record)
        bare = {"msg": said, "args": None, "exc_info": None, "exc_text": None, "stack_info": None}
        line = logging.makeLogRecord(record.__dict__ | bare)
        return printable(super().format(line))

    def say(self, record: logging.LogRecord) -> str:
        """The message of a log record, with error class and location if there is an error."""
        text = request_summary(record) if record.name.startswith(REQUEST_LOGGERS) else record.getMessage()
        if record.exc_info:
            return f"{text} | {error_summary(record.exc_info)}"
        return text


def printable(text: str) -> str:
    """`text` as one line without control characters."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def request_summary(record: logging.LogRecord) -> str:
    """A failed request as status, method and URL pattern, without the path itself."""
    request, status = getattr(record, "request", None), getattr(record, "status_code", "")
    route = getattr(getattr(request, "resolver_match", None), "route", None)
    words = [record.name.rpartition(".")[2], str(status), str(getattr(request, "method", "") or "")]
    return " ".join(word for word in [*words, "/" + route if route is not None else ""] if word)


def error_summary(found: Any) -> str:
    """The classes of an error and its causes, and the code locations, innermost last."""
    if not isinstance(found, tuple) or found[1] is None:
        return "no fault"
    error, kinds = found[1], list[str]()
    behind: BaseException | None = error
    while behind is not None and len(kinds) < 5:
        state = getattr(behind, "sqlstate", None)
        kinds.append(type(behind).__name__ + (f" {state}" if state else ""))
        behind = behind.__cause__ or behind.__context__
    places = [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(found[2])]
    return f"{' from '.join(kinds)} at {' > '.join(places)}"


def _short(path: str) -> str:
    return "/".join(path.split("/")[-3:])


class WithoutStatements(logging.Filter):
    """Log filter that drops the records of `SQL_LOGGERS` loggers."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.name.startswith(SQL_LOGGERS)
