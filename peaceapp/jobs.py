"""Work that a worker does later, queued in the transaction of the change that needs it: no commit, no job."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.db import connection
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from peaceapp.access.actor import acting_as
from peaceapp.mail import letters_of

log = logging.getLogger("peaceapp.jobs")
Work = Callable[..., None]
QUEUED = "select to_char(min(at) at time zone 'utc', 'YYYYMMDDHH24MISSUS') from procrastinate_events where job_id = %s"
AGAIN = RetryStrategy(max_attempts=7, exponential_wait=5)
"""How letters are tried again while a mail server is away: after 5 seconds, 25, 125 …, for five hours and a half."""


def job(name: str, **options: Any) -> Callable[[Work], Task[Any, Any, Any]]:
    """Declare a job that runs as the user whose key it is given as `actor`, in a transaction of its own.

    The function gets that user first, then the job's other arguments. Rights are those of the moment it runs; for an
    account that is no longer active it does nothing. Arguments are keys, never text that can be read: the job table is
    not under the rule. Queue it with `….defer(actor=user.pk, …)`.

    A worker that is killed may have done all but say so: the job is run again (`peaceapp.tasks`), so it must bear that.
    A letter that it writes carries the same Message-ID each time.
    """

    def declare(work: Work) -> Task[Any, Any, Any]:
        @wraps(work)
        def run(context: JobContext | None = None, *, actor: int, **arguments: Any) -> None:
            user = get_user_model().objects.filter(pk=actor, is_active=True).first()
            if user is None:
                return
            try:
                with same_letters(context), acting_as(user):
                    work(user, **arguments)
            except Exception:
                log.warning("The job %s failed; most are tried again.", name, exc_info=True)
                raise

        task: Callable[..., Any] = app.task(name=name, pass_context=True, **options)
        return cast("Task[Any, Any, Any]", task(run))

    return declare


@contextmanager
def same_letters(context: JobContext | None) -> Iterator[None]:
    """Gives letters written in the block an identity that is the same whenever this job is run.

    The number of a job can come again after a restore of the database; with the time when it was queued it cannot.
    """
    if context is None:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(QUEUED, [context.job.id])
        queued = cursor.fetchone()[0]
    with letters_of(f"{queued} {context.job.id}"):
        yield
