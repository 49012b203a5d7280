"""The settings of a production installation, as the guide describes it."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
GIVEN = {
    "PEACEAPP_MODE": "production",
    "PEACEAPP_HOSTS": "peaceapp.example",
    "PEACEAPP_SECRET_KEY": "fifty-random-signs-for-a-test-of-production-settings",
    "PEACEAPP_EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "DATABASE_URL": "postgres://app:secret@db.example/peaceapp?sslmode=verify-full",
}
TOLD = """
import json, peaceapp.settings as found
print(json.dumps({name: value for name, value in vars(found).items() if name.isupper()}, default=lambda _: None))
"""


@cache
def production(**others: str) -> dict[str, Any]:
    """All of them, read in a process of their own. Nothing is connected to."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PEACEAPP_", "DATABASE_"))}
    told = subprocess.run(
        [sys.executable, "-c", TOLD], cwd=ROOT, env=kept | GIVEN | others, check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found
