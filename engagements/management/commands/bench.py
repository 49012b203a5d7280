"""The command `manage.py bench`."""

import os
import secrets
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from engagements.register.models import Engagement
from engagements.synthesis import PREFIX
from peaceapp.launch import prepare
from peaceapp.postgres.base import as_owner

IS_CHILD = "PEACEAPP_BENCH"


class Command(BaseCommand):
    """Measures the processor time of PeaceApp and of hand-written SQL, on a large generated register.

    Uses a database of its own.
    """

    help = "Measure processor time per request beside the same answers from hand-written SQL (Linux only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Adds the options for the size of the register and the number of requests."""
        parser.add_argument("--engagements", type=int, default=100_000, metavar="N")
        parser.add_argument("--rounds", type=int, default=15)
        parser.add_argument("--requests", type=int, default=10, help="in a row, each time that an address has its turn")
        parser.add_argument(
            "--mixed", action="store_true", help="instead: cost by kind of request, as a day mixes them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Starts itself again in a process whose settings name the data folder of the benchmark; then measures."""
        if not Path("/proc/self/stat").exists():
            raise CommandError("Processor time is read from /proc, which this system does not have.")
        if IS_CHILD not in os.environ:
            self._begin_again()
        self._prepare(options["engagements"])
        if options["mixed"]:
            self._measure_mixed(options["rounds"])
        else:
            self._measure(options["rounds"], options["requests"])

    def _begin_again(self) -> None:
        environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DATABASE_OWNER_URL"}}
        environment |= {
            IS_CHILD: "1",
            "PEACEAPP_MODE": "demo",
            "PEACEAPP_DATA": os.environ.get("PEACEAPP_BENCH_DATA") or str(Path(settings.ROOT) / "var" / "bench"),
            "PEACEAPP_SECRET_KEY": secrets.token_urlsafe(50),
        }
        self.stdout.flush()
        os.execve(sys.executable, [sys.executable, *sys.argv], environment)

    def _prepare(self, number: int) -> None:
        for doing, act in prepare.steps():
            if act is not prepare.load_demo:
                self.stdout.write(doing)
                act()
        with as_owner():
            there = Engagement.objects.filter(reference__startswith=PREFIX).count()
        if there != number:
            self.stdout.write(f"{number:,} invented engagements (some minutes, once)")
            call_command("synthesize", engagements=number, stdout=self.stdout)

    def _measure(self, rounds: int, times: int) -> None:
        from engagements.benchmark import run  # imported late: the module works on Linux only

        ours, bare = run.servers()
        try:
            asked = run.questions(ours, bare)
            for server in (ours, bare):
                first = next(one for one in asked if one.server is server)
                server.start(first.path, first.headers)
            run.refuse_differences(asked)
            self.stdout.write("Both answer the same, byte for byte. Measuring.")
            run.measure(asked, rounds, times, self.stdout.write)
        finally:
            ours.stop()
            bare.stop()
        self.stdout.write("\n".join(["", *run.report(asked)]))

    def _measure_mixed(self, rounds: int) -> None:
        from engagements.benchmark import mixed, run  # imported late: these modules work on Linux only

        ours, _bare = run.servers()
        try:
            asked = mixed.measure(ours, rounds)
        finally:
            ours.stop()
        self.stdout.write("\n".join(["", *mixed.report(asked)]))
