"""The system's own housekeeping: needs no actor, for it touches no row of the register."""

from importlib import import_module

from django.conf import settings
from procrastinate.contrib.django import app


@app.periodic(cron="17 3 * * *")
@app.task(name="clear_sessions", queueing_lock="clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Delete sessions that are over, once a night."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
