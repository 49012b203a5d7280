"""The sources as the contracts read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("peaceapp", "offices", "engagements")


@dataclass(frozen=True)
class Import:
    """One module that a file imports."""

    importer: str  # dotted
    imported: str  # dotted
    line: int
    is_deferred: bool
    has_reason: bool


def sources(*folders: str, pattern: str = "*.py") -> list[Path]:
    """Files below the folders, without migrations, which are written by a command."""
    found = (path for folder in folders for path in (ROOT / folder).rglob(pattern))
    return sorted(path for path in found if "migrations" not in path.parts and "__pycache__" not in path.parts)


def dotted(path: Path) -> str:
    """The module's name."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def modules() -> frozenset[str]:
    """Every module of ours."""
    return frozenset(dotted(path) for path in sources(*APPS))


@cache
def imports() -> tuple[Import, ...]:
    """Every import of one of our modules by another."""
    return tuple(found for path in sources(*APPS) for found in _imports(path))


def _imports(path: Path) -> Iterator[Import]:
    text = path.read_text()
    lines, tree = text.splitlines(), ast.parse(text)
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in modules() else node.module for name in whole]
        else:
            continue
        for name in dict.fromkeys(names):
            if name.split(".")[0] in APPS:
                yield Import(dotted(path), name, node.lineno, id(node) not in top, "#" in lines[node.lineno - 1])
