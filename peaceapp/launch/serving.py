"""How the web server reads and writes: many threads wait for clients, few work, and who is too slow is cut.

A thread that waits for a slow client costs nothing but itself. What is scarce – the interpreter, connections to the
database – is held only while the application works on a request that has arrived whole.
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

from peaceapp.logs import Line

HEAD = 10.0
"""Seconds in which the head of a request must have arrived."""
PATIENCE = 20.0
"""Seconds that a body, or the reader of an answer, may keep us waiting in all …"""
PACE = 16_384
"""… and one more for each so many bytes that came through: a poor line is served, a trickle is not."""
FAREWELL = 2.0
"""Seconds in which a client whose connection ends may still send what nobody reads."""
WORKING = 4
"""Requests that the application works on at once, in each process."""
WAITING = 32
"""Requests that wait for one of those places; the other threads stay free for clients and for health."""
LONGEST_WAIT = 2.0
"""Seconds that a request waits for a place; then it is answered 503."""
AT_ONCE = {"/healthz", "/readyz"}
"""Addresses that are answered without a place, however busy the process is."""
BUSY = "peaceapp.busy"
"""Key of a request's environment: it is to be answered 503, without any work."""
MEGABYTE = 1024 * 1024
LARGEST_PROCESS = int(os.environ.get("PEACEAPP_PROCESS_MEGABYTES") or 220) * MEGABYTE
"""Memory that a process may hold; one that has grown beyond is renewed, for Python seldom gives memory back."""
LARGEST = 11 * MEGABYTE
"""Bodies up to this are read before the application is asked; of larger ones the length is enough to say 413."""
IN_MEMORY = 512 * 1024
PAGE = os.sysconf("SC_PAGE_SIZE")
LARGE = MEGABYTE
"""After a request and an answer of more than this together, what they leave is given back at once. Requests, views and
messages refer to each other and so stay until Python looks for such circles: it counts objects, not their size."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class TooSlow(ConnectionResetError):
    """The client kept us waiting for too long: it is treated as one that has gone."""

    def __init__(self) -> None:
        super().__init__(104, "too slow")


class Paced:
    """A client's socket on which reading and writing take no longer than they may."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.expect(HEAD)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def expect(self, seconds: float) -> None:
        """From now on `seconds` of waiting are allowed, and more for what comes through."""
        self.waited, self.through, self.allowed = 0.0, 0, seconds

    def recv(self, size: int, *flags: int) -> bytes:
        """As a socket's; `TooSlow` instead of waiting for ever."""
        if self._sock.gettimeout() is None:
            self._wait(select.POLLIN)
        data = self._sock.recv(size, *flags)
        self.through += len(data)
        return data

    def sendall(self, data: bytes) -> None:
        """Likewise."""
        view = memoryview(data)
        while view:
            self._wait(select.POLLOUT)
            with suppress(BlockingIOError):
                sent = self._sock.send(view[:65_536], socket.MSG_DONTWAIT)
                self.through += sent
                view = view[sent:]

    def _wait(self, event: int) -> None:
        left = self.allowed + self.through / PACE - self.waited
        began, poller = monotonic(), select.poll()
        poller.register(self._sock, event)
        if left <= 0 or not poller.poll(left * 1000):
            with suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)  # no farewell: the client would draw that out, too
            raise TooSlow
        self.waited += monotonic() - began


class Gate:
    """The application, asked when a request is there as a whole, by a few threads at once."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.places, self.queue = BoundedSemaphore(WORKING), BoundedSemaphore(WAITING)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        from django.db import close_old_connections  # not in the process that only looks after the others

        if environ.get("PATH_INFO") in AT_ONCE:
            return self.application(environ, start_response)
        length = str(environ.get("CONTENT_LENGTH") or "0")
        if length.isdecimal() and 0 < int(length) <= LARGEST:
            environ["wsgi.input"] = _whole(environ["wsgi.input"], int(length))
        if not self._take_place():
            return self.application(environ | {BUSY: True}, start_response)
        try:
            answer = self.application(environ, start_response)
            close_old_connections()  # who reads slowly holds no connection to the database
        finally:
            self.places.release()
        return answer

    def _take_place(self) -> bool:
        """Whether there is a place to work in, now or within the longest wait."""
        if self.places.acquire(blocking=False):
            return True
        if not self.queue.acquire(blocking=False):
            return False
        try:
            return self.places.acquire(timeout=LONGEST_WAIT)
        finally:
            self.queue.release()


def _whole(body: Any, length: int) -> Any:
    """The body as a file, all of it read; a large one is on the disk. What broke off is nothing that anybody meant."""
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (closed with the request)
    while length > 0 and (part := body.read(min(length, 65_536))):
        file.write(part)
        length -= len(part)
    if length > 0:
        raise ConnectionResetError(104, "the body broke off")
    file.seek(0)
    return file


class Worker(ThreadWorker):  # type: ignore[misc]  # the library is untyped
    """gunicorn's threads, so that a connection gets one when it has something to say, and not for ever."""

    alive: bool

    def load_wsgi(self) -> None:
        super().load_wsgi()
        from peaceapp.health import CHECK  # not in the process that only looks after the others

        CHECK.keep()
        self.wsgi: Application = Gate(self.wsgi)
        self.largest = LARGEST_PROCESS + os.getpid() % 20 * MEGABYTE  # so that not all are renewed at once
        gc.collect()
        gc.freeze()  # what the program itself consists of is looked at no more: the rest takes milliseconds

    def enqueue_req(self, conn: TConn) -> None:
        """A new connection waits beside the threads until its first bytes are there."""
        if isinstance(conn.sock, Paced):
            super().enqueue_req(conn)
            return
        conn.sock = Paced(conn.sock)
        conn.sock.setblocking(False)
        conn.timeout = monotonic() + HEAD
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def handle(self, conn: TConn) -> Any:
        conn.sock.expect(HEAD)
        goes_on = super().handle(conn)
        if not goes_on:
            _take_leave(conn.sock)
        return goes_on

    def handle_request(self, req: Any, conn: TConn) -> Any:
        conn.sock.expect(PATIENCE)
        goes_on = super().handle_request(req, conn)
        if conn.sock.through > LARGE:
            gc.collect()
        if self.alive and resident() > self.largest:
            self.log.info("Renewing this process: it has grown to %d MB.", resident() // MEGABYTE)
            self.alive = False  # as after `max_requests`: it finishes what it has, and another takes its place
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
    """Bytes of memory that this process holds; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * PAGE
    except (OSError, ValueError, IndexError):
        return 0


def _take_leave(sock: Any) -> None:
    """Let the client read to the end, in this thread: the library would do it in the one that accepts connections."""
    with suppress(OSError):
        sock.shutdown(socket.SHUT_WR)
        until = monotonic() + FAREWELL
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
    """gunicorn's own lines, likewise."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Line(self.error_fmt, self.datefmt))
            handler.addFilter(_no_request)


def _no_request(record: logging.LogRecord) -> bool:
    """Take away what a line of gunicorn's says about a request."""
    if "request" in str(record.msg).lower():
        record.msg, record.args = str(record.msg).split("%")[0].rstrip(), None
    return True
