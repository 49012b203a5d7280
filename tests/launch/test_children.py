"""The launcher's children: started, started again with patience, stopped, and described when they fail."""

import sys
import time

import pytest

from peaceapp.launch import children
from peaceapp.launch.terminal import Refused

SLEEPS = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"


@pytest.fixture
def child(tmp_path):
    made = []

    def make(code):
        made.append(children.Child("worker", [sys.executable, "-c", code], {}, tmp_path / "log" / "worker.log"))
        made[-1].start()
        return made[-1]

    yield make
    for each in made:
        if each.is_running():
            each.process.kill()
            each.process.wait()


def wait_for(condition):
    until = time.monotonic() + 10
    while not condition() and time.monotonic() < until:
        time.sleep(0.02)
    assert condition()


def test_child_stops_when_asked(child):
    one = child(SLEEPS)
    assert one.is_running()
    children.stop([one])
    assert not one.is_running()


def test_child_that_does_not_listen_is_ended_after_the_grace(child, monkeypatch):
    monkeypatch.setattr(children, "STOP_TIMEOUT", 0.2)
    one = child(STUBBORN)
    wait_for(lambda: "up" in one.log_tail())
    children.stop([one])
    assert not one.is_running()


def test_child_that_ended_is_started_again_after_a_wait_that_doubles(child, capsys):
    one = child("raise SystemExit(3)")
    wait_for(lambda: not one.is_running())
    one.restart_when_due()
    assert "exit 3" in capsys.readouterr().out
    assert 0 < one.due - time.monotonic() <= 1
    one.due = time.monotonic()
    first = one.process
    one.restart_when_due()
    assert one.process is not first
    wait_for(lambda: not one.is_running())
    one.restart_when_due()
    assert 1 < one.due - time.monotonic() <= 2


def test_server_that_ends_while_starting_is_told_with_its_last_words(child):
    one = child("raise SystemExit('the reason')")
    wait_for(lambda: not one.is_running())
    with pytest.raises(Refused, match=r"(?s)ended while starting.*the reason.*worker\.log"):
        children.wait_until_ready(one, 1)


def test_web_and_worker_commands_name_our_own_interpreter(tmp_path):
    web, worker = children.web(8123, {"A": "b"}, tmp_path), children.worker({"A": "b"}, tmp_path)
    assert web.command[0] == worker.command[0] == sys.executable
    assert "127.0.0.1:8123" in web.command
    assert worker.environment == {"A": "b"}
