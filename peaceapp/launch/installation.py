"""The installation that `make run` keeps in a data folder (mode, port, secrets), for management commands."""

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILE = "installation.json"
SECRETS = {"PEACEAPP_SECRET_KEY": "secret-key", "PEACEAPP_DEMO_PASSWORD": "demo-password"}
"""Settings that are stored in files of the data folder, readable by their owner only."""
PLACE_SETTINGS = {"PEACEAPP_DATA", "PEACEAPP_PORT"}
"""Settings that name a place, not a kind of installation."""
SERVING = ({"runserver"}, {"procrastinate", "worker"})


def remember(data: Path, port: int) -> None:
    """Records that this folder holds a demo installation, and its port."""
    (data / FILE).write_text(json.dumps({"mode": "demo", "port": port}) + "\n")


def join(arguments: list[str]) -> None:
    """Gives a management command without settings those of the demo installation in its data folder, if there is one.

    Not if any setting of a real installation is present, and not for commands that serve. So production never turns
    into a demo because settings are missing.
    """
    if has_settings() or any(words <= set(arguments[1:3]) for words in SERVING):
        return
    data = Path(os.environ.get("PEACEAPP_DATA") or ROOT / "var").absolute()
    try:
        kept = json.loads((data / FILE).read_text())
        secrets = {name: (data / file).read_text().strip() for name, file in SECRETS.items()}
    except (OSError, ValueError):
        return  # no installation, or not readable: the settings report what is missing
    if kept.get("mode") == "demo":
        os.environ.setdefault("PEACEAPP_PORT", str(kept.get("port", 8000)))
        os.environ.update(secrets, PEACEAPP_MODE="demo", PEACEAPP_DATA=str(data))


def has_settings() -> bool:
    """Whether the environment has a setting of PeaceApp other than those in `PLACE_SETTINGS`."""
    return any(name.startswith(("PEACEAPP_", "DATABASE_", "DJANGO_")) for name in set(os.environ) - PLACE_SETTINGS)
