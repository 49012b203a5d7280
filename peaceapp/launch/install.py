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
    """Creates the virtual environment if missing, installs the lock file if it changed, and prints the time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="with what checks and tests need")
    parser.add_argument("--step", default="1/1", help="how to number the step that is shown")
    options = parser.parse_args()
    refuse_other_pythons()
    number, total = (int(part) for part in options.step.split("/"))
    with step(number, total, "Python packages, as locked") as show_progress:
        install("dev" if options.dev else "run", VENV, show_progress)
    return 0


def install(kind: str, environment: Path, show_progress: Callable[[str], None]) -> bool:
    """Installs the lock file into the environment; returns whether anything had to be done.

    The development lock contains the other one, so an environment for tests can also run PeaceApp.
    """
    wanted = {name: fingerprint(lock) for name, lock in LOCKS.items()}
    if is_installed(kind, environment, wanted):
        return False
    python = environment / "bin" / "python"
    if not runs(python):
        show_progress("creating .venv")
        try:
            venv.create(environment, with_pip=True, clear=environment.exists())
        except (OSError, subprocess.CalledProcessError) as error:
            raise Refused(
                f"The virtual environment {environment} could not be created ({error}). On Debian and Ubuntu, Python's "
                "venv is a package of its own: apt-get install python3.11-venv"
            ) from error
    stamp(kind, environment).unlink(missing_ok=True)
    pip_install(python, LOCKS[kind], show_progress)
    if kind == "dev":
        stamp("run", environment).write_text(wanted["run"])
    stamp(kind, environment).write_text(wanted[kind])
    return True


def is_installed(kind: str, environment: Path, wanted: dict[str, str]) -> bool:
    """Whether this environment works and was installed from the current lock file."""
    written = stamp(kind, environment)
    return written.is_file() and written.read_text() == wanted[kind] and runs(environment / "bin" / "python")


def stamp(kind: str, environment: Path) -> Path:
    """The file with the fingerprint of the lock file that is installed."""
    return environment / f".installed-{kind}"


def fingerprint(lock: Path) -> str:
    """Digest of the lock file and the Python version. A change of either one triggers an installation."""
    return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {sys.version_info[0]}.{sys.version_info[1]}\n"


def runs(python: Path) -> bool:
    """Whether this Python starts. False if the environment was moved or its Python removed."""
    return python.exists() and subprocess.run([python, "-c", ""], capture_output=True).returncode == 0


def pip_install(python: Path, lock: Path, show_progress: Callable[[str], None]) -> None:
    """Installs with hash checks. Shows the output of pip only on failure."""
    total = lock.read_text().count("==")
    command = [str(python), "-m", "pip", "install", "--no-input", "--require-hashes", "-r", str(lock)]
    quiet = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    said: list[str] = []
    collected = 0
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=quiet
    ) as pip:
        assert pip.stdout is not None  # noqa: S101  (PIPE was passed above)
        for line in pip.stdout:
            said.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied")):
                collected += 1
                show_progress(f"{collected} of {total}")
            elif line.startswith("Installing collected"):
                show_progress(f"unpacking {total}")
    if pip.returncode:
        raise Refused("".join(said[-25:]) + f"\npip could not install {lock.name}. Is there a way to a package index?")


if __name__ == "__main__":
    sys.exit(guarded(main))
