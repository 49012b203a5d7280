#!/usr/bin/env python
"""Django's command line for PeaceApp."""

import os
import sys


def main() -> None:
    """Run the command that was asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peaceapp.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line  # after the settings module is named

    from peaceapp.safety import refuse_unsafe_command  # likewise

    refuse_unsafe_command(sys.argv)
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # what an installation must give, without where in the code it was missed
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
