"""The WSGI application. Does not start if its database role bypasses row-level security."""

import logging
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peaceapp.settings")
application = get_wsgi_application()

from django.db import OperationalError, connection  # noqa: E402  (Django must be set up first)

from peaceapp.settings_checks import refuse_unsafe  # noqa: E402  (Django must be set up first)

if "gunicorn" not in os.environ.get("SERVER_SOFTWARE", ""):  # under gunicorn, `on_starting` has checked already
    refuse_unsafe(is_serving=True)
try:
    connection.ensure_connection()
except OperationalError:
    # The guard runs on the first connection, whenever the database comes back; `/readyz` answers 503 until then.
    logging.getLogger("peaceapp").warning("The database does not answer yet.")
finally:
    connection.close()
