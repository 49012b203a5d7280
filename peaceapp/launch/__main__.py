"""`make run` after the packages are installed: checks, prepares, starts, announces, watches and stops PeaceApp."""

import json
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

from peaceapp.launch import checks, installation
from peaceapp.launch.terminal import Refused, guarded, refuse_other_pythons, step

ROOT = Path(__file__).resolve().parents[2]
ACCOUNTS = ROOT / "fixtures" / "demo" / "accounts.json"


def main() -> int:
    """Serves PeaceApp in demo mode until a signal (exit 0) or until the web server ends (exit 1)."""
    refuse_other_pythons()
    port = checks.read_port(os.environ.get("PEACEAPP_PORT", "8000"))
    data = Path(os.environ.get("PEACEAPP_DATA") or ROOT / "var").absolute()
    checks.refuse_unwritable(data)
    lock = checks.lock_folder(data)
    checks.refuse_taken_port(port)
    for number in signal.SIGINT, signal.SIGTERM:  # a shell that starts us in the background ignores Ctrl-C
        signal.signal(number, end)
    try:
        former = checks.read_secret(data / installation.SECRETS["PEACEAPP_DEMO_PASSWORD"])
        set_environment(data, port)
        return serve(data, port, is_password_new=former not in {"", os.environ["PEACEAPP_DEMO_PASSWORD"]})
    except KeyboardInterrupt:
        print("\nStopped.")
        return 0
    finally:
        lock.close()


def end(number: int, frame: object) -> NoReturn:
    """Signal handler: stops in the same way for both signals, the children first, then the database."""
    raise KeyboardInterrupt


def set_environment(data: Path, port: int) -> None:
    """Sets the environment of this process and its children. Given values stay; the mode is always demo."""
    os.environ["PEACEAPP_MODE"] = "demo"
    os.environ["PEACEAPP_DATA"] = str(data)
    os.environ["PEACEAPP_PORT"] = str(port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peaceapp.settings")
    for variable, length in ("PEACEAPP_SECRET_KEY", 50), ("PEACEAPP_DEMO_PASSWORD", 12):
        file = data / installation.SECRETS[variable]
        os.environ[variable] = checks.read_or_create_secret(file, length, os.environ.get(variable, ""))
    installation.remember(data, port)


def serve(data: Path, port: int, *, is_password_new: bool) -> int:
    """Prepares the database, starts web server and worker, announces the address, and watches both until the end."""
    from peaceapp.launch import children, prepare  # imported after the environment is set: they import Django

    prepare.remove_dead_processes(data)
    plan = prepare.steps()
    total = len(plan) + 2  # plus the packages before and the servers after
    for number, (doing, act) in enumerate(plan, start=2):
        with step(number, total, doing):
            prepare.perform(act)
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
    server = children.web(port, environment, data / "log")
    worker = children.worker(environment, data / "log")
    try:
        with step(total, total, "Web server and worker"):
            server.start()
            worker.start()
            children.wait_until_ready(server, port)
        announce(port, data, is_password_new=is_password_new)
        while server.is_running():
            if not worker.is_running():
                worker.restart_when_due()
            time.sleep(0.25)
        raise Refused(f"The web server ended by itself:\n\n{server.log_tail()}\n\nMore in {server.log}")
    finally:
        for number in signal.SIGINT, signal.SIGTERM:  # a second Ctrl-C must not interrupt the stop
            signal.signal(number, signal.SIG_IGN)
        children.stop([worker, server])
        prepare.remove_dead_processes(data)


def announce(port: int, data: Path, *, is_password_new: bool) -> None:
    """Prints the address, the accounts and their password. Explains a password that changed since the last start."""
    print(f"\nPeaceApp is ready at http://{checks.HOST}:{port}/\n")
    print(f"Demo accounts, all with the password  {os.environ['PEACEAPP_DEMO_PASSWORD']}")
    if is_password_new:
        print("  It is another one than at the last start: they all have it now, also who had chosen one; sessions")
        print("  with the former one have ended. Later starts keep it, until PEACEAPP_DEMO_PASSWORD gives another.")
    print()
    for account in json.loads(ACCOUNTS.read_text()):
        if account.get("can_sign_in", True):
            print(f"  {account['username']:<20} {describe(account)}")
    print(f"\nData and logs: {data} (log/web.log, log/worker.log). Stop with Ctrl-C.", flush=True)


def describe(account: dict[str, Any]) -> str:
    """The memberships of an account in one line: office, role, clearance."""
    seats = [f"{m['office']} · {m['role']} · {m['clearance'].replace('_', ' ')}" for m in account["memberships"]]
    return "; ".join(seats) or "no membership: configuration only"


if __name__ == "__main__":
    sys.exit(guarded(main))
