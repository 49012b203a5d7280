"""What the worker does for the trail."""

from django.db import connection, transaction
from procrastinate.contrib.django import app


@app.periodic(cron="7 * * * *")
@app.task(name="seal_audit", queueing_lock="seal_audit")
def seal_audit(timestamp: int) -> None:
    """Seal the trail, once an hour. Where somebody is writing just then, the next hour's seal covers it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select seal_trail()")
