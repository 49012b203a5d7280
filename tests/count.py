"""Numbers of a proof: noted by tests, added up over all workers, printed at the end of the run with the seed."""

import os
from collections import defaultdict
from typing import Any

HIGHEST = {"actors", "addresses", "operations"}
"""What repeats from test to test is not added up: the largest counts."""


def counted(record_property: Any, proof: str, **numbers: int) -> None:
    """Note what this test went through. `record_property` is pytest's fixture, which crosses workers."""
    record_property("counted", [proof, numbers])


def summed(reports: Any) -> dict[str, dict[str, int]]:
    """The numbers of each proof over these reports."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for report in reports:
        for name, value in getattr(report, "user_properties", ()):
            if name == "counted":
                proof, numbers = value
                for what, number in numbers.items():
                    before = found[proof].get(what, 0)
                    found[proof][what] = max(before, number) if what in HIGHEST else before + number
    return dict(found)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """After the results."""
    reports = [one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, ())]
    if found := summed(one for one in reports if one.when == "call"):
        terminalreporter.section(f"proof in numbers, sampled with PEACEAPP_SEED={os.environ['PEACEAPP_SEED']}")
        for proof, numbers in sorted(found.items()):
            terminalreporter.line(f"{proof}: " + ", ".join(f"{number:,} {what}" for what, number in numbers.items()))
