"""The virtual environment and the locked dependencies: `python3.11 -m peaceapp.launch.install [--dev] [--step 1/7]`."""

import argparse
import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

from peaceapp.launch.terminal import Refused, guarded, refuse_other_pythons, step

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
LOCKS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}


def main() -> int:
    """Create the environment if it is missing, install the lock if it changed, and say how long that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="with what checks and tests need")
    parser.add_argument("--step", default="1/1", help="how to number the step that is shown")
    options = parser.parse_args()
    refuse_other_pythons()
    number, total = (int(part) for part in options.step.split("/"))
    with step(number, total, "Python packages, as locked") as tell:
        install("dev" if options.dev else "run", VENV, tell)
    return 0


def install(kind: str, environment: Path, tell: Callable[[str], None]) -> bool:
    """Bring the environment to the lock's state and return whether anything had to be done.

    The development lock holds the other one, so an environment made for tests also runs.
    """
    wanted = {name: fingerprint(lock) for name, lock in LOCKS.items()}
    if is_installed(kind, environment, wanted):
        return False
    python = environment / "bin" / "python"
    if not runs(python):
        tell("creating .venv")
        try:
            venv.create(environment, with_pip=True, clear=environment.exists())
        except (OSError, subprocess.CalledProcessError) as error:
            raise Refused(
                f"The virtual environment {environment} could not be created ({error}). On Debian and Ubuntu, Python's "
                "venv is a package of its own: apt-get install python3.11-venv"
            ) from error
    stamp(kind, environment).unlink(missing_ok=True)
    pip_install(python, LOCKS[kind], tell)
    if kind == "dev":
        stamp("run", environment).write_text(wanted["run"])
    stamp(kind, environment).write_text(wanted[kind])
    return True


def is_installed(kind: str, environment: Path, wanted: dict[str, str]) -> bool:
    """Whether this environment works and was filled from the lock as it is now."""
    written = stamp(kind, environment)
    return written.is_file() and written.read_text() == wanted[kind] and runs(environment / "bin" / "python")


def stamp(kind: str, environment: Path) -> Path:
    """The file that remembers which lock the environment was filled from."""
    return environment / f".installed-{kind}"


def fingerprint(lock: Path) -> str:
    """Of the lock and of the interpreter that it is installed for: either one's change means installing again."""
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {sys.version_info[0]}.{sys.version_info[1]}\n"


def runs(python: Path) -> bool:
    """An environment may have been moved, or its Python removed; then it exists and does not start."""
    return python.exists() and subprocess.run([python, "-c", ""], capture_output=True).returncode == 0


def pip_install(python: Path, lock: Path, tell: Callable[[str], None]) -> None:
    """Install with hashes checked. pip's own output is shown only when it fails."""
    total = lock.read_text().count("==")
    command = [str(python), "-m", "pip", "install", "--no-input", "--require-hashes", "-r", str(lock)]
    quiet = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    said: list[str] = []
    seen = 0
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=quiet
    ) as pip:
        assert pip.stdout is not None  # noqa: S101  (asked for above)
        for line in pip.stdout:
            said.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied")):
                seen += 1
                tell(f"{seen} of {total}")
            elif line.startswith("Installing collected"):
                tell(f"unpacking {total}")
    if pip.returncode:
        raise Refused("".join(said[-25:]) + f"\npip could not install {lock.name}. Is there a way to a package index?")


if __name__ == "__main__":
    sys.exit(guarded(main))
