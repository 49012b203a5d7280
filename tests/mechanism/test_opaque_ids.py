"""Encrypted ids: their length tells nothing of the number inside."""

import pytest

from engagements.models import JournalEntry
from offices.models import AuditEvent
from peaceapp.access.opaque_ids import decrypt_id, encrypt_id, fixed
from peaceapp.history.versions import Version, read_key, read_mark, write_key, write_mark
from peaceapp.lists.listing import _cursor, _read_cursor

NUMBERS = [0, 1, 9, 10, 99, 12_345, 999_999_999, 2_147_483_647]


def version(key: int) -> Version:
    return Version(key=key, at=None, user=None, changes={}, is_first=False)  # type: ignore[arg-type]  # its time is not read


@pytest.mark.parametrize("model", [JournalEntry, AuditEvent])
def test_names_of_versions_have_one_length(model: type) -> None:
    names = [str(write_key(model, version(number))) for number in NUMBERS]
    assert len({len(name) for name in names}) == 1
    assert [read_key(model, name) for name in names] == NUMBERS


@pytest.mark.parametrize("kin", range(6))
def test_places_in_a_history_have_one_length(kin: int) -> None:
    marks = [(number, *[other] * kin) for number in NUMBERS for other in NUMBERS]
    written = [write_mark(mark) for mark in marks]
    assert len({len(one) for one in written}) == 1
    assert [read_mark(one) for one in written] == marks


def test_cursors_of_lists_have_one_length() -> None:
    cursors = [_cursor(False, "-at", "2026-01-01", number) for number in [*NUMBERS, 2**63 - 1]]
    assert len({len(one) for one in cursors}) == 1
    assert [int(_read_cursor(one, "-at")[2]) for one in cursors] == [*NUMBERS, 2**63 - 1]


def test_what_was_written_comes_back() -> None:
    for text in ("", "a", "x" * 31, "x" * 32, "x" * 33, fixed(7)):
        assert decrypt_id(encrypt_id(text)) == text
