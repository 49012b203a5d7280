"""Background jobs, queued in the transaction of the change that needs them: a rollback removes the job, too."""

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
RETRY = RetryStrategy(max_attempts=7, exponential_wait=5)
"""Retries of letters while the mail server is unreachable: after 5 seconds, 25, 125 …, for five and a half hours."""


def job(name: str, **options: Any) -> Callable[[Work], Task[Any, Any, Any]]:
    """Declares a job that runs as the user with the primary key `actor`, in a transaction of its own.

    The function gets the user first, then the other arguments. The job has the rights that the user has when it runs;
    for an inactive account it does nothing. Arguments are keys, never text: row-level security does not protect the job
    table. Queue a job with `….defer(actor=user.pk, …)`.

    If a worker is killed, the job runs again (`peaceapp.tasks`), although it may have finished: jobs must be
    repeatable. The letters of a repeated job have the same Message-ID.
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
    """Gives letters written in this block the same Message-ID in every run of the job.

    A job id can occur again after a restore of the database, so the time when the job was queued is included.
    """
    if context is None:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(QUEUED, [context.job.id])
        queued = cursor.fetchone()[0]
    with letters_of(f"{queued} {context.job.id}"):
        yield
