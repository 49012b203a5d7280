"""As in production, but for one thing: the login is the owner, who takes off every power before the first query.

So a test can arrange rows that its actors may not see, inside the very transaction that the test rolls back. Nothing
needs to be set: without `DATABASE_URL` (and `DATABASE_OWNER_URL`) the suite keeps an embedded server of its own.
"""

import os
from pathlib import Path

# What an installation on this machine is set to is none of the suite's business.
for name in [name for name in os.environ if name.startswith("PEACEAPP_") and name != "PEACEAPP_SEED"]:
    del os.environ[name]
os.environ["PEACEAPP_MODE"] = "demo"
os.environ["PEACEAPP_SECRET_KEY"] = "a key for tests, which sign nothing that anybody else reads"
os.environ["PEACEAPP_DATA"] = str(Path(__file__).resolve().parents[1] / "var" / "test")

from peaceapp.settings import *  # noqa: E402, F403  (the defaults above come first; settings are read as a whole)
from peaceapp.settings import APP_ROLE, DATABASES  # noqa: E402  # as above

DATABASES["default"] |= DATABASES["default"]["OWNER"]
DATABASES["default"]["OPTIONS"]["assume_role"] = APP_ROLE
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
REFUSAL_STEP = 0  # but where times are measured
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # nothing is collected: WhiteNoise wants the folder all the same
