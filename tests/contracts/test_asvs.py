"""`docs/asvs.md`: what it cites is there, every number stands once, and the counts on top are right."""

import ast
import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from django.conf import settings

from tests.contracts.code import ROOT

# The numbers of version 5.0.0 in scope, by section: levels 1 and 2; of 8, 14 and 16 level 3 too.
SCOPE = {
    "1.1": "1-2", "1.2": "1-9", "1.3": "1-11", "1.4": "1-3", "1.5": "1-2", "2.1": "1-3", "2.2": "1-3", "2.3": "1-4",
    "2.4": "1", "3.2": "1-2", "3.3": "1-4", "3.4": "1-6", "3.5": "1-5", "3.7": "1-2", "4.1": "1-3", "4.2": "1",
    "4.3": "1-2", "4.4": "1-4", "5.1": "1", "5.2": "1-3", "5.3": "1-2", "5.4": "1-3", "6.1": "1-3", "6.2": "1-12",
    "6.3": "1-4", "6.4": "1-4", "6.5": "1-5", "6.6": "1-3", "6.8": "1-4", "7.1": "1-3", "7.2": "1-4", "7.3": "1-2",
    "7.4": "1-5", "7.5": "1-2", "7.6": "1-2", "8.1": "1-4", "8.2": "1-4", "8.3": "1-3", "8.4": "1-2", "9.1": "1-3",
    "9.2": "1-4", "10.1": "1-2", "10.2": "1-2", "10.3": "1-4", "10.4": "1-11", "10.5": "1-5", "10.6": "1-2",
    "10.7": "1-3", "11.1": "1-2", "11.2": "1-3", "11.3": "1-3", "11.4": "1-4", "11.5": "1", "11.6": "1",
    "12.1": "1-3", "12.2": "1-2", "12.3": "1-4", "13.1": "1", "13.2": "1-5", "13.3": "1-2", "13.4": "1-5",
    "14.1": "1-2", "14.2": "1-8", "14.3": "1-3", "15.1": "1-3", "15.2": "1-3", "15.3": "1-7", "16.1": "1",
    "16.2": "1-5", "16.3": "1-4", "16.4": "1-3", "16.5": "1-4", "17.1": "1", "17.2": "1-4", "17.3": "1-2",
}  # fmt: skip
VERDICTS = ("met", "met by setting", "not applicable", "not met")
ROW = re.compile(r"\| V([\d.]+) \| ([123]) \| (.+?) \| ([a-z ]+) \| (.*) \|")
MISSING = re.compile(r"- V([\d.]+) \(level ([123])\) (.+?): (.*)")
CITED = re.compile(r"`([^`]+)`")
TEST = re.compile(r"(tests/[\w/]+\.py)::(test_\w+)")
NO_FILE = {"check --deploy", "nosniff", "object-src", "default-src", "sslrootcert", "/healthz", "/readyz"}
"""Words in the page's code signs that are neither test nor file nor setting."""


class Said(NamedTuple):
    """A row of the page."""

    number: str
    level: str
    subject: str
    verdict: str
    by: str


def page() -> str:
    return (ROOT / "docs" / "asvs.md").read_text()


def rows() -> list[Said]:
    return [Said(*found.groups()) for line in page().splitlines() if (found := ROW.fullmatch(line))]


def in_scope() -> list[str]:
    found = []
    for section, span in SCOPE.items():
        first, _, last = span.partition("-")
        found += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def test_every_number_in_scope_stands_in_the_tables_once() -> None:
    assert [row.number for row in rows()] == in_scope()
    assert len(in_scope()) == 264
    assert {row.verdict for row in rows()} == set(VERDICTS)


def test_counts_on_top_are_right() -> None:
    counts = Counter((row.number.split(".")[0], row.verdict) for row in rows())
    told = re.findall(r"^\| (\d+) [\w ,-]+ \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", page(), re.MULTILINE)
    assert len(told) == 17
    for chapter, *numbers in told:
        right = [counts[chapter, verdict] for verdict in VERDICTS]
        assert [int(number) for number in numbers] == [*right, sum(right)], chapter
    whole = [sum(counts[chapter, verdict] for chapter, *_ in told) for verdict in VERDICTS]
    assert f"| **all** | {' | '.join(f'**{number}**' for number in [*whole, sum(whole)])} |" in page()
    first = [row.verdict for row in rows() if row.level == "1" and row.verdict != "not applicable"]
    assert (
        f"Of the {sum(whole) - whole[2]} that apply, {whole[0] + whole[1]} are met;"
        f" of the {len(first)} of level 1 among them, {len(first) - first.count('not met')}."
    ) in page()


def test_what_is_not_met_stands_in_a_list_of_its_own() -> None:
    listed = [found.groups() for line in page().splitlines() if (found := MISSING.fullmatch(line))]
    assert listed == [(row.number, row.level, row.subject, row.by) for row in rows() if row.verdict == "not met"]


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_there(cited: str) -> bool:
    """Whether a test, a file or a setting of this name exists."""
    if found := TEST.fullmatch(cited):
        return (ROOT / found[1]).is_file() and found[2] in functions_of(found[1])
    if ("/" in cited and not cited.startswith("/")) or cited.endswith((".txt", ".toml")):
        return (ROOT / cited).exists()
    if cited.startswith("PEACEAPP_") or cited.endswith("DATABASE_URL") or cited == "DATABASE_OWNER_URL":
        return f"`{cited}`" in (ROOT / "docs/settings.md").read_text()
    return cited in NO_FILE or (cited.isupper() and hasattr(settings, cited))


def test_what_is_cited_is_there() -> None:
    cited = [(row.number, name) for row in rows() for name in CITED.findall(row.by)]
    assert len(cited) > 150
    assert [(number, name) for number, name in cited if not is_there(name)] == []
    assert not is_there("tests/contracts/test_asvs.py::test_of_no_name")
    assert not is_there("NO_SETTING")
    assert not is_there("docs/none.md")


def test_whoever_says_met_says_by_what() -> None:
    """By a test, a file or a setting; and not by what the code says is missing."""
    assert [row.number for row in rows() if row.verdict.startswith("met") and not CITED.search(row.by)] == []
    settings_named = {row.number for row in rows() if row.verdict == "met by setting"}
    for row in rows():
        if row.number in settings_named:
            assert any(not TEST.fullmatch(name) for name in CITED.findall(row.by)), row.number
