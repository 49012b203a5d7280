"""The installation's, and one app more, with a migration that has not been done."""

from peaceapp.settings import *  # noqa: F403
from peaceapp.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.drills.waiting"]
