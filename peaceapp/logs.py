"""One line for each record, and in it nothing that somebody typed, stored or asked for.

A fault is told by its kind and by where in the code it happened. What it said is left out: the database's messages
carry whole rows, and paths name what their reader may not know of.
"""

import logging
import time
import traceback
from typing import Any

UNSAID = ("django.request", "django.security", "django.server")
"""Loggers whose arguments are what was asked: the path, the host, the address that came before."""
SILENT = ("django.db",)
"""Loggers of statements, whatever their level."""


class Line(logging.Formatter):
    """As the format says, on one line, its time in UTC, with control characters written out."""

    converter = staticmethod(time.gmtime)
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        said = self.say(record)
        bare = {"msg": said, "args": None, "exc_info": None, "exc_text": None, "stack_info": None}
        line = logging.makeLogRecord(record.__dict__ | bare)
        return printable(super().format(line))

    def say(self, record: logging.LogRecord) -> str:
        """Formats a log record."""
        text = asked(record) if record.name.startswith(UNSAID) else record.getMessage()
        if record.exc_info:
            return f"{text} | {fault(record.exc_info)}"
        return text


def printable(text: str) -> str:
    """`text` as one line that does nothing to a terminal."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def asked(record: logging.LogRecord) -> str:
    """A request that failed: its status, its method and the pattern of its address, without what stood in it."""
    request, status = getattr(record, "request", None), getattr(record, "status_code", "")
    route = getattr(getattr(request, "resolver_match", None), "route", None)
    words = [record.name.rpartition(".")[2], str(status), str(getattr(request, "method", "") or "")]
    return " ".join(word for word in [*words, "/" + route if route is not None else ""] if word)


def fault(found: Any) -> str:
    """The kinds of an error and of those behind it, and the places in the code, the innermost last."""
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


class Quiet(logging.Filter):
    """Lets no statement of the database through."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.name.startswith(SILENT)
