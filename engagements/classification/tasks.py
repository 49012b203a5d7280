"""The daily job that notifies users of engagements that lose their last reader."""

from django.db import transaction
from procrastinate.contrib.django import app

from engagements.classification import letters, queries


@app.periodic(cron="11 4 * * *")
@app.task(name="tell_of_last_readers", queueing_lock="tell_of_last_readers")
def notify_of_last_readers(timestamp: int) -> None:
    """Queues the letters about last readers. Runs once a day at 04:11 UTC, since memberships end by UTC days.

    Marks the notices as sent in the transaction that queues the letters. A failed run sends nothing and marks nothing.
    A second run finds no new notices.
    """
    with transaction.atomic():
        for user, kind in queries.take_notices():
            letters.LETTER_OF_KIND[kind].defer(actor=user)
