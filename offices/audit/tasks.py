"""What the worker does for the trail."""

from django.db import connection, transaction
from procrastinate.contrib.django import app

from offices.audit import letters


@app.periodic(cron="7 * * * *")
@app.task(name="seal_audit", queueing_lock="seal_audit")
def seal_audit(timestamp: int) -> None:
    """Seal the trail, once an hour. Where somebody is writing just then, the next hour's seal covers it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select seal_trail()")
    with transaction.atomic():
        for recipient in letters.due():
            send_seals.defer(recipient=recipient)


@app.task(name="send_seals")
def send_seals(recipient: int) -> None:
    """Send an auditor the seals since the last letter: once a day. What fails is tried again after the next seal."""
    with transaction.atomic():
        letters.send(recipient)
