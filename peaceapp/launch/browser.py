"""Finds the Chromium for the browser tests on this machine, or installs one."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from peaceapp.launch.terminal import Refused

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT = {
    "linux": (Path.home() / ".cache/ms-playwright", "chromium-*/chrome-linux*/chrome"),
    "darwin": (Path.home() / "Library/Caches/ms-playwright", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*"),
}
NONE_FOUND = (
    "The browser tests need a Chromium, and none was found or could be installed. Install one (Debian: apt-get install "
    "chromium), or say where it is: CHROMIUM=/path/to/chromium make test. To leave those tests out: .venv/bin/python "
    "-m pytest -m 'not browser and not prove'"
)


def chromium() -> str:
    """The path of a Chromium that starts. Installs one if there is none."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not starts(named):
            raise Refused(f"CHROMIUM is “{named}”, and that does not start.")
        return named
    for attempt in (None, apt_get, playwright_install):
        if attempt is not None:
            attempt()
        for candidate in candidates():
            if starts(candidate):
                return candidate
    raise Refused(NONE_FOUND)


def candidates() -> Iterator[str]:
    """Possible paths of a Chromium: on the PATH, then in Playwright's cache, newest first."""
    for name in NAMES:
        if path := shutil.which(name):
            yield path
    folder, pattern = PLAYWRIGHT.get(sys.platform, PLAYWRIGHT["linux"])
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or folder)
    yield from (str(path) for path in sorted(folder.glob(pattern), reverse=True))


def starts(path: str) -> bool:
    """Whether this program prints its version. A wrapper that only says where to get a browser does not."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def apt_get() -> None:
    """Installs the distribution's Chromium, if this process is root."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
            if not try_to(command, quiet):
                return


def playwright_install() -> None:
    """Downloads Playwright's own Chromium."""
    try_to([sys.executable, "-m", "playwright", "install", "chromium"], dict(os.environ))


def try_to(command: list[str], environment: dict[str, str]) -> bool:
    """Runs a command without input; returns whether it succeeded. Prints its errors."""
    try:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"\n{' '.join(command)}: {error}", file=sys.stderr)
        return False
    if done.returncode:
        print(f"\n{' '.join(command)} failed: {done.stderr.strip()[-500:]}", file=sys.stderr)
    return done.returncode == 0
