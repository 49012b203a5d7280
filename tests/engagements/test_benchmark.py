"""The benchmark still runs: nothing else asks its yardstick."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FEW = ["--engagements", "2000", "--rounds", "2", "--requests", "2"]

pytestmark = pytest.mark.prove


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder of its own; its name is short, since a socket's must be."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)  # the server may run as another user
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def bench(data: Path, *arguments: str) -> str:
    """What it prints."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("PEACEAPP_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "manage.py", "bench", *FEW, *arguments],
        cwd=ROOT,
        env=plain | {"PEACEAPP_MODE": "demo", "PEACEAPP_BENCH_DATA": str(data)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_answers_as_by_hand_and_says_how_it_stands_to_every_budget(data: Path) -> None:
    """No bound is held to here: the machine may do anything else."""
    said = bench(data)
    assert "Both answer the same, byte for byte." in said
    table = said.split("ms a request", 1)[1]
    for what in ("list", "deep page", "filtered", "one", "register"):
        assert table.count(f"\n  {what} ") == 2, what  # by both who ask
    verdicts = [line for line in said.splitlines() if line.startswith(("pass  ", "MISS  "))]
    assert len(verdicts) == 10


def test_it_tells_the_cost_of_each_kind_in_a_mixed_load(data: Path) -> None:
    said = bench(data, "--mixed")
    for kind in ("list", "detail", "search", "dashboard", "write"):
        assert f"\n{kind} " in said
    assert "requests a second and core" in said
