#!/usr/bin/env python
"""Django's command line for PeaceApp."""

import os
import sys
from importlib.util import find_spec


def go_on_in_the_environment(python: str) -> None:
    """Where this Python has no Django, go on with the one of the virtual environment, or say how to be called."""
    if find_spec("django"):
        return
    if os.path.exists(python) and os.path.realpath(sys.prefix) != os.path.realpath(os.path.dirname(python) + "/.."):
        os.execv(python, [python, *sys.argv])
    sys.exit("manage.py: Django is not here. `make run` installs it; then: .venv/bin/python manage.py …")


def main() -> None:
    """Run the command that was asked for."""
    from peaceapp.launch.installation import ROOT, join  # needs nothing but the standard library

    join(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peaceapp.settings")
    go_on_in_the_environment(str(ROOT / ".venv" / "bin" / "python"))
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line  # after the settings module is named

    from peaceapp.settings_checks import refuse_unsafe_command  # likewise

    refuse_unsafe_command(sys.argv)
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # what an installation must give, without where in the code it was missed
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
