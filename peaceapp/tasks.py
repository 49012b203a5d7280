"""Periodic maintenance jobs. The jobs run without an actor, because they access no row of the register."""

import logging
from importlib import import_module

from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.utils import utcnow

log = logging.getLogger("peaceapp.jobs")
SILENT_SECONDS = 60
"""A worker without a heartbeat for this time counts as dead. Workers send one every ten seconds."""
MAX_RUNS = 10
"""A job whose worker died this many times is not run again: it is the probable cause."""
KEPT_HOURS = 14 * 24
"""Time for which finished jobs stay in the table."""


@app.periodic(cron="17 3 * * *")
@app.task(name="clear_sessions", queueing_lock="clear_sessions")
def clear_sessions(timestamp: int) -> None:
    """Deletes expired sessions, once a night."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@app.periodic(cron="* * * * *")
@app.task(name="retry_stalled_jobs", queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Queues the jobs of dead workers (no heartbeat for a minute) again. Runs every minute."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT_SECONDS):
        if job.attempts >= MAX_RUNS:
            log.warning("The job %s %s ended its worker %s times; it is given up.", job.task_name, job.id, job.attempts)
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
            continue
        try:
            await jobs.retry_job(job, retry_at=utcnow())
        except UniqueViolation:  # the next run of this schedule is queued already and does the same
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)


@app.periodic(cron="43 3 * * *")
@app.task(name="forget_jobs", queueing_lock="forget_jobs", pass_context=True)
async def forget_jobs(context: JobContext, timestamp: int) -> None:
    """Deletes jobs that finished two weeks ago, once a night. Failed jobs stay."""
    await context.app.job_manager.delete_old_jobs(KEPT_HOURS)
