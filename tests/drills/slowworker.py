"""The real worker, but for two things: it dwells before and after each letter, and looks for stalled jobs at once.

So a kill at any moment hits a letter that is being sent, and nobody waits for the next minute.
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from peaceapp.mail import LetterFiles

DWELL = 0.15


class SlowFiles(LetterFiles):
    """Writes down each try, so that a drill can see which letters were sent twice."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with (Path(settings.DATA) / "tries").open("a") as tries:
            tries.write("".join(f"{letter.to[0]}\n" for letter in email_messages))
        time.sleep(DWELL)
        sent = super().send_messages(email_messages)
        time.sleep(DWELL)
        return sent


def main() -> Any:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peaceapp.settings")
    django.setup()
    from contextlib import suppress

    from django.core.management import call_command
    from procrastinate.exceptions import AlreadyEnqueued

    from peaceapp.tasks import retry_stalled_jobs

    settings.EMAIL_BACKEND = "tests.drills.slowworker.SlowFiles"
    with suppress(AlreadyEnqueued):
        retry_stalled_jobs.configure(priority=10).defer(timestamp=0)
    return call_command("procrastinate", "worker")


if __name__ == "__main__":
    main()
