"""`make test` and `make prove` after the packages are installed: finds a browser, then runs pytest."""

import os
import sys

from peaceapp.launch.browser import chromium
from peaceapp.launch.terminal import guarded, refuse_other_pythons, step


def main() -> int:
    """Finds or installs a Chromium, passes its path in CHROMIUM, and replaces this process by pytest."""
    refuse_other_pythons()
    with step(2, 3, "Chromium for the browser tests"):
        os.environ["CHROMIUM"] = chromium()
    print(f"[3/3] pytest {' '.join(sys.argv[1:])}", flush=True)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(guarded(main))
