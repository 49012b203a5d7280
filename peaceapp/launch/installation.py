"""The installation that `make run` keeps in a data folder: its mode, port and secrets, for commands beside it."""

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE = "installation.json"
SECRETS = {"PEACEAPP_SECRET_KEY": "secret-key", "PEACEAPP_DEMO_PASSWORD": "demo-password"}
"""Settings that are kept in files of the data folder, which only its owner reads."""
PLACE = {"PEACEAPP_DATA", "PEACEAPP_PORT"}
"""Settings that say where something is, not what it is."""
SERVING = ({"runserver"}, {"procrastinate", "worker"})


def remember(data: Path, port: int) -> None:
    """Write down that this folder holds a demo installation, and at which port."""
    (data / FILE).write_text(json.dumps({"mode": "demo", "port": port}) + "\n")


def join(arguments: list[str]) -> None:
    """Give a command that was told nothing the settings of the installation in its data folder, if there is one.

    Any setting of a real installation keeps it out, and so does a command that serves: production never becomes a demo
    because somebody forgot to name it.
    """
    if is_told() or any(words <= set(arguments[1:3]) for words in SERVING):
        return
    data = Path(os.environ.get("PEACEAPP_DATA") or ROOT / "var").absolute()
    try:
        kept = json.loads((data / FILE).read_text())
        secrets = {name: (data / file).read_text().strip() for name, file in SECRETS.items()}
    except (OSError, ValueError):
        return  # there is none, or it is somebody else's: settings say what is missing
    if kept.get("mode") == "demo":
        os.environ.setdefault("PEACEAPP_PORT", str(kept.get("port", 8000)))
        os.environ.update(secrets, PEACEAPP_MODE="demo", PEACEAPP_DATA=str(data))


def is_told() -> bool:
    """Whether the environment has any setting of ours but where things are."""
    return any(name.startswith(("PEACEAPP_", "DATABASE_", "DJANGO_")) for name in set(os.environ) - PLACE)
