"""Work that a worker does later, queued in the transaction of the change that needs it: no commit, no job."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth import get_user_model
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from peaceapp.access.actor import acting_as

log = logging.getLogger("peaceapp.jobs")
Work = Callable[..., None]
AGAIN = RetryStrategy(max_attempts=7, exponential_wait=5)
"""How letters are tried again while a mail server is away: after 5 seconds, 25, 125 …, for five hours and a half."""


def job(name: str, **options: Any) -> Callable[[Work], Task[Any, Any, Any]]:
    """Declare a job that runs as the user whose key it is given as `actor`, in a transaction of its own.

    The function gets that user first, then the job's other arguments. Rights are those of the moment it runs; for an
    account that is no longer active it does nothing. Arguments are keys, never text that can be read: the job table is
    not under the rule. Queue it with `….defer(actor=user.pk, …)`.
    """

    def declare(work: Work) -> Task[Any, Any, Any]:
        @wraps(work)
        def run(*, actor: int, **arguments: Any) -> None:
            user = get_user_model().objects.filter(pk=actor, is_active=True).first()
            if user is None:
                return
            try:
                with acting_as(user):
                    work(user, **arguments)
            except Exception:
                log.warning("The job %s failed; most are tried again.", name, exc_info=True)
                raise

        task: Callable[..., Any] = app.task(name=name, **options)
        return cast("Task[Any, Any, Any]", task(run))

    return declare
