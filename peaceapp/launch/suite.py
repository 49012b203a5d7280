"""`make test` and `make prove`, once the packages are there: a browser, then pytest with its own lines to the end."""

import os
import sys

from peaceapp.launch.browser import chromium
from peaceapp.launch.terminal import guarded, refuse_other_pythons, step


def main() -> int:
    """Find or install a Chromium, name it to the tests in CHROMIUM, and become pytest with the arguments given."""
    refuse_other_pythons()
    with step(2, 3, "Chromium for the browser tests"):
        os.environ["CHROMIUM"] = chromium()
    print(f"[3/3] pytest {' '.join(sys.argv[1:])}", flush=True)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(guarded(main))
