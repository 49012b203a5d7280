"""Where a request ends: the web server that we start refuses what two servers could read in two ways."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ECHO = """
def application(environ, start_response):
    body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
"""
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"
TWO_WAYS = {
    "length and chunks": HEAD
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    "a length that is none": HEAD + b"Content-Length: +4\r\n\r\nabcd",
    "chunks under another name": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "chunks twice": HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "a space before the colon": HEAD + b"Content-Length : 4\r\n\r\nabcd",
    "a size that is none": HEAD + b"Transfer-Encoding: chunked\r\n\r\n0x4\r\nabcd\r\n0\r\n\r\n",
}


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder: Path = tmp_path_factory.mktemp("echo")
    (folder / "echo.py").write_text(ECHO)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "echo:application",
        "--bind",
        f"127.0.0.1:{number}",
        "--chdir",
        str(folder),
    ]
    command += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
    with (folder / "log").open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", number), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield number
    finally:
        process.terminate()
        process.wait(20)


def answers(port: int, request: bytes) -> bytes:
    """All that is answered to these bytes until the other side closes or nothing more comes."""
    with socket.create_connection(("127.0.0.1", port), 5) as wire:
        wire.sendall(request)
        wire.settimeout(1.5)
        said = b""
        try:
            while part := wire.recv(65536):
                said += part
        except TimeoutError:
            pass
        return said


def test_a_plain_request_is_read_to_its_end(port: int) -> None:
    said = answers(port, HEAD + b"Connection: close\r\nContent-Length: 4\r\n\r\nabcd")
    assert said.startswith(b"HTTP/1.1 200")
    assert said.endswith(b"abcd")
    said = answers(port, HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n")
    assert said.endswith(b"abcd")


@pytest.mark.parametrize("way", TWO_WAYS)
def test_what_could_be_read_in_two_ways_is_refused_and_the_line_cut(way: str, port: int) -> None:
    said = answers(port, TWO_WAYS[way])
    assert b" 200 " not in said, said
    assert said.count(b"HTTP/1.1 ") <= 1
