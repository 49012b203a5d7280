"""Jobs for engagements that lose their last reader."""

from django.db import transaction
from procrastinate.contrib.django import app

from engagements.classification import letters, queries


@app.periodic(cron="11 4 * * *")
@app.task(name="tell_of_last_readers", queueing_lock="tell_of_last_readers")
def notify_of_last_readers(timestamp: int) -> None:
    """Once a day, in the days of the database (UTC), by which memberships end too.

    Who was told is noted in the transaction that queues the letters: a run that fails tells nobody and loses nothing, a
    second one finds nothing new.
    """
    with transaction.atomic():
        for user, kind in queries.take_notices():
            letters.LETTER_OF_KIND[kind].defer(actor=user)
