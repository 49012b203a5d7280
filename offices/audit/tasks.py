"""Jobs of the audit trail."""

from django.db import connection, transaction
from procrastinate import JobContext
from procrastinate.contrib.django import app

from offices.audit import letters
from peaceapp.jobs import same_letters


@app.periodic(cron="7 * * * *")
@app.task(name="seal_audit", queueing_lock="seal_audit")
def seal_audit(timestamp: int) -> None:
    """Seals the trail, once an hour. If somebody is writing, the next hour's seal covers it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select seal_trail()")
    with transaction.atomic():
        for recipient in letters.due():
            send_seals.defer(recipient=recipient)


@app.task(name="send_seals", pass_context=True)
def send_seals(context: JobContext | None = None, *, recipient: int) -> None:
    """Sends a recipient the seals since the last letter, once a day. After a failure the next seal tries again."""
    with same_letters(context), transaction.atomic():
        letters.send(recipient)
