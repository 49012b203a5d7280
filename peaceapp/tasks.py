"""The system's own housekeeping: needs no actor, for it touches no row of the register."""

from django.contrib.sessions.backends.db import SessionStore
from procrastinate.contrib.django import app


@app.periodic(cron="17 3 * * *")
@app.task(name="clear_sessions", queueing_lock="clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Delete sessions that are over, once a night."""
    SessionStore.clear_expired()
