"""The list is whole, and names tests that are there."""

import ast
from functools import cache

from tests.attacks.catalogue import ITEMS, table
from tests.attacks.test_not_yet import SURFACES
from tests.contracts.code import ROOT


@cache
def functions_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_item_is_proved_or_waits_for_a_surface() -> None:
    assert list(ITEMS) == list(range(1, 93))
    for number, item in ITEMS.items():
        assert bool(item.proofs) != bool(item.waits_for), number
        assert bool(item.waits_for) == bool(item.surfaces), number
        assert set(item.surfaces) <= set(SURFACES), number


def test_every_proof_is_there() -> None:
    gone = [
        (number, proof)
        for number, item in ITEMS.items()
        for proof in item.proofs
        for file, name in [proof.split("::")]
        if not (ROOT / file).is_file() or name not in functions_in(file)
    ]
    assert gone == []


def test_the_document_has_the_same_list() -> None:
    """Written by `python -c "from tests.attacks.catalogue import table; print(table())"`."""
    assert table() in (ROOT / "docs" / "security.md").read_text()
