"""gunicorn worker: many threads wait for slow clients, few requests run at once, too slow clients are cut off.

A thread that waits for a slow client costs little. The interpreter and database connections are scarce: a request uses
them only after it has arrived completely.
"""

import gc
import logging
import os
import select
import selectors
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from tempfile import SpooledTemporaryFile
from threading import BoundedSemaphore
from time import monotonic
from typing import Any

from gunicorn import util
from gunicorn.glogging import Logger
from gunicorn.http import errors
from gunicorn.workers.gthread import TConn, ThreadWorker

from peaceapp.logs import LineFormatter

HEAD_TIMEOUT = 10.0
"""Seconds until the headers of a request must have arrived."""
BODY_TIMEOUT = 20.0
"""Seconds of waiting allowed in total for reading a body or sending an answer …"""
BYTES_PER_SECOND = 16_384
"""… plus one second for each so many bytes transferred: slow connections work, a trickle of bytes is cut off."""
LINGER_TIMEOUT = 2.0
"""Seconds in which a closing connection still drains what the client sends."""
MAX_RUNNING = 4
"""Maximum number of requests that run at once, in each process."""
MAX_QUEUED = 32
"""Maximum number of requests that wait to run; the other threads stay free for clients and health checks."""
QUEUE_TIMEOUT = 2.0
"""Seconds that a request waits to run; then the answer is 503."""
UNQUEUED_PATHS = {"/healthz", "/readyz"}
"""Paths that are answered without waiting, however busy the process is."""
BUSY = "peaceapp.busy"
"""Key of the WSGI environment: the request is answered 503 without any work."""
MEGABYTE = 1024 * 1024
MAX_PROCESS_BYTES = int(os.environ.get("PEACEAPP_PROCESS_MEGABYTES") or 220) * MEGABYTE
"""Maximum memory of a process. A larger one is replaced, because Python seldom returns memory."""
MAX_BUFFERED_BODY = 11 * MEGABYTE
"""Bodies up to this size are read before the application runs. Larger ones are refused (413) by their length."""
IN_MEMORY = 512 * 1024
PAGE = os.sysconf("SC_PAGE_SIZE")
COLLECT_ABOVE = MEGABYTE
"""If a request and its answer exceed this size together, garbage is collected at once. Requests, views and messages
form reference cycles, and Python's collector counts objects, not their size."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class TooSlow(ConnectionResetError):
    """The client took too long. Handled as if it had closed the connection."""

    def __init__(self) -> None:
        super().__init__(104, "too slow")


class TimedSocket:
    """Client socket whose reading and writing have time limits."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.expect(HEAD_TIMEOUT)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def expect(self, seconds: float) -> None:
        """Resets the limit: from now on `seconds` of waiting, plus time for the bytes transferred."""
        self.waited, self.through, self.allowed = 0.0, 0, seconds

    def recv(self, size: int, *flags: int) -> bytes:
        """`socket.recv`; raises `TooSlow` after the time limit."""
        if self._sock.gettimeout() is None:
            self._wait(select.POLLIN)
        data = self._sock.recv(size, *flags)
        self.through += len(data)
        return data

    def sendall(self, data: bytes) -> None:
        """`socket.sendall`; raises `TooSlow` after the time limit."""
        view = memoryview(data)
        while view:
            self._wait(select.POLLOUT)
            with suppress(BlockingIOError):
                sent = self._sock.send(view[:65_536], socket.MSG_DONTWAIT)
                self.through += sent
                view = view[sent:]

    def _wait(self, event: int) -> None:
        left = self.allowed + self.through / BYTES_PER_SECOND - self.waited
        began, poller = monotonic(), select.poll()
        poller.register(self._sock, event)
        if left <= 0 or not poller.poll(left * 1000):
            with suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)  # close at once: a slow client would delay an orderly close, too
            raise TooSlow
        self.waited += monotonic() - began


class RequestGate:
    """Wraps the application: reads the whole request first, then runs a few requests at once."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.places, self.queue = BoundedSemaphore(MAX_RUNNING), BoundedSemaphore(MAX_QUEUED)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        from django.db import close_old_connections  # deferred: gunicorn's arbiter does not load Django

        if environ.get("PATH_INFO") in UNQUEUED_PATHS:
            return self.application(environ, start_response)
        length = str(environ.get("CONTENT_LENGTH") or "0")
        if length.isdecimal() and 0 < int(length) <= MAX_BUFFERED_BODY:
            environ["wsgi.input"] = _read_body(environ["wsgi.input"], int(length))
        if not self._take_place():
            return self.application(environ | {BUSY: True}, start_response)
        try:
            answer = self.application(environ, start_response)
            close_old_connections()  # a slow reader must not hold a database connection
        finally:
            self.places.release()
        return answer

    def _take_place(self) -> bool:
        """Waits, at most `QUEUE_TIMEOUT`, until the request may run; returns whether it may."""
        if self.places.acquire(blocking=False):
            return True
        if not self.queue.acquire(blocking=False):
            return False
        try:
            return self.places.acquire(timeout=QUEUE_TIMEOUT)
        finally:
            self.queue.release()


def _read_body(body: Any, length: int) -> Any:
    """The whole body as a file; a large one is on disk. Raises for a body that broke off, which is not processed."""
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed with the request)
    while length > 0 and (part := body.read(min(length, 65_536))):
        file.write(part)
        length -= len(part)
    if length > 0:
        raise ConnectionResetError(104, "the body broke off")
    file.seek(0)
    return file


class Worker(ThreadWorker):  # type: ignore[misc]  # the library is untyped
    """gunicorn's thread worker. A connection occupies a thread only while it has data to read."""

    alive: bool

    def load_wsgi(self) -> None:
        super().load_wsgi()
        from peaceapp.health import CHECK  # deferred: gunicorn's arbiter does not load Django

        CHECK.keep()
        self.wsgi: Application = RequestGate(self.wsgi)
        self.largest = MAX_PROCESS_BYTES + os.getpid() % 20 * MEGABYTE  # differs, so that not all are replaced at once
        gc.collect()
        gc.freeze()  # exclude loaded code from collections, which then take milliseconds

    def enqueue_req(self, conn: TConn) -> None:
        """Registers a new connection with the poller until its first bytes arrive."""
        if isinstance(conn.sock, TimedSocket):
            super().enqueue_req(conn)
            return
        conn.sock = TimedSocket(conn.sock)
        conn.sock.setblocking(False)
        conn.timeout = monotonic() + HEAD_TIMEOUT
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def handle(self, conn: TConn) -> Any:
        conn.sock.expect(HEAD_TIMEOUT)
        goes_on = super().handle(conn)
        if not goes_on:
            _linger(conn.sock)
        return goes_on

    def handle_request(self, req: Any, conn: TConn) -> Any:
        conn.sock.expect(BODY_TIMEOUT)
        goes_on = super().handle_request(req, conn)
        if conn.sock.through > COLLECT_ABOVE:
            gc.collect()
        if self.alive and resident() > self.largest:
            self.log.info("Renewing this process: it has grown to %d MB.", resident() // MEGABYTE)
            self.alive = False  # as after `max_requests`: finishes its requests and is replaced
        return goes_on

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answers requests that could not be parsed or failed outside the application: a status and no content."""
        status = _status(exc)
        self.log.log(40 if status == 500 else 30, "%s, answered %s", type(exc).__name__, status)
        text = f"{status}\n".encode()
        head = f"HTTP/1.1 {status} {WORDS[status]}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in PLAIN)
        with suppress(OSError):
            util.write_nonblock(client, f"{head}Content-Length: {len(text)}\r\n\r\n".encode() + text)


def resident() -> int:
    """Bytes of memory that this process uses; 0 if unknown."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * PAGE
    except (OSError, ValueError, IndexError):
        return 0


def _linger(sock: Any) -> None:
    """Closes the connection in order, in this thread: gunicorn would block the thread that accepts connections."""
    with suppress(OSError):
        sock.shutdown(socket.SHUT_WR)
        until = monotonic() + LINGER_TIMEOUT
        while (left := until - monotonic()) > 0:
            sock.settimeout(left)
            if not sock.recv(4096):
                break
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


WORDS = {400: "Bad Request", 414: "URI Too Long", 431: "Request Header Fields Too Large", 500: "Internal Server Error"}
PLAIN = [
    ("Connection", "close"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
]


def _status(error: Exception) -> int:
    if isinstance(error, errors.LimitRequestLine):
        return 414
    if isinstance(error, errors.LimitRequestHeaders):
        return 431
    return 400 if isinstance(error, errors.ParseException) else 500


class ServerLogger(Logger):  # type: ignore[misc]  # the library is untyped
    """gunicorn's logger, with the format of `peaceapp.logs` and without data of requests."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(LineFormatter(self.error_fmt, self.datefmt))
            handler.addFilter(_remove_request)


def _remove_request(record: logging.LogRecord) -> bool:
    """Removes data of requests from a log record of gunicorn."""
    if "request" in str(record.msg).lower():
        record.msg, record.args = str(record.msg).split("%")[0].rstrip(), None
    return True
