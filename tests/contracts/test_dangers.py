"""What code here never does: run what was sent, take objects from outside, call elsewhere, throw dice for secrets."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.code import APPS, ROOT, sources

IMPORTS = {
    # of objects and of XML from outside
    "pickle": (), "marshal": (), "shelve": (), "yaml": (), "xml": (), "lxml": (),
    # of programs
    "subprocess": ("peaceapp/launch/", "engagements/benchmark/", "peaceapp/postgres/dump.py"),
    # of other places on the net; the launcher asks its own web server whether it is ready
    # the one identity provider that settings name is asked in openid.py
    "requests": ("offices/signin/openid.py",), "httpx": (), "urllib.request": (), "smtplib": (),
    "socket": ("peaceapp/launch/", "engagements/benchmark/"),
    "http.client": ("peaceapp/launch/", "engagements/benchmark/"),
    # of dice
    "random": ("engagements/synthesis.py",),
}  # fmt: skip
"""What is imported nowhere, but in the files that begin like this: none of them serves a request."""
CALLS = {"eval", "exec", "compile", "__import__"}
PATTERNS = {"compile", "match", "search", "fullmatch", "sub", "findall", "finditer", "split"}
STARTS_PROGRAMS = (
    "peaceapp/launch/", "engagements/management/commands/bench.py",
    "peaceapp/postgres/dump.py",  # pg_dump and pg_restore, for two commands
)  # fmt: skip
TEMPLATES = {"Template", "from_string"}
UNSAFE_SCRIPT = re.compile(
    r"\beval\(|new Function|innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|postMessage"
    r"|localStorage|sessionStorage|indexedDB|document\.cookie|https?://"
)


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sources(*APPS):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def called(tree: ast.Module) -> Iterator[tuple[str, str, ast.Call]]:
    """Every call: what the function belongs to, its name, the call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield "", node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield node.func.value.id if isinstance(node.func.value, ast.Name) else "?", node.func.attr, node


TRANSLATED = {"_", "gettext", "pgettext", "ngettext", "gettext_lazy"}


def is_ours(text: ast.expr) -> bool:
    """Whether a text that is filled in is written in the code: a constant, its translation, one of a table of ours."""
    match text:
        case ast.Constant():
            return True
        case ast.Call(func=ast.Name(id="str"), args=[inner]):
            return is_ours(inner)
        case ast.Call(func=ast.Name(id=name)):
            return name in TRANSLATED or name == "super"  # no text: a formatter of logs
        case ast.Call(func=ast.Attribute(attr="SQL")):
            return True  # psycopg's, which takes names as names
        case ast.Subscript(value=ast.Name(id=table)):
            return table.isupper()
        case ast.Subscript(value=ast.Attribute(attr=table)):
            return table == "error_messages"
        case _:
            return False


def named(tree: ast.Module) -> set[str]:
    """Names in a file that only ever stand for texts of ours."""
    given: dict[str, bool] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            given[name] = given.get(name, True) and is_ours(node.value)
        elif isinstance(node, ast.arg):
            given[node.arg] = False
    return {name for name, ours in given.items() if ours}


def filled_in(tree: ast.Module) -> Iterator[tuple[int, ast.expr]]:
    """Every text that values are put into at run time, but for names that stand for texts of ours."""
    ours = named(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Name) and node.left.id in ours:
            continue
        match node:
            case ast.Call(func=ast.Attribute(value=text, attr="format" | "format_map")):
                yield node.lineno, text
            case ast.BinOp(left=text, op=ast.Mod(), right=ast.Dict() | ast.Tuple()):
                yield node.lineno, text


def dangers(name: str, tree: ast.Module) -> list[str]:
    found = [
        f"{name} imports {module}"
        for module in imported(tree)
        for wrong, where in IMPORTS.items()
        if (module == wrong or module.startswith(f"{wrong}.")) and not name.startswith(where or ("no such file",))
    ]
    for owner, function, call in called(tree):
        place = f"{name}:{call.lineno}"
        if not owner and function in CALLS:
            found.append(f"{place} calls {function}")
        if owner == "os" and (function in {"system", "popen"} or function.startswith(("exec", "spawn"))):
            found += [f"{place} runs a program"] * (not name.startswith(STARTS_PROGRAMS))
        if any(given.arg == "shell" for given in call.keywords):
            found.append(f"{place} asks for a shell")
        if owner == "re" and function in PATTERNS and not isinstance(call.args[0], ast.Constant):
            found.append(f"{place} makes a pattern at run time")
        if function in TEMPLATES:
            found.append(f"{place} makes a template at run time")
        for given in call.keywords:
            if "regex" in str(given.arg) and not isinstance(given.value, ast.Constant):
                found.append(f"{place} looks up by a pattern")
    return found + [
        f"{name}:{line} fills in a text from elsewhere" for line, text in filled_in(tree) if not is_ours(text)
    ]


def test_code_does_none_of_it() -> None:
    assert [danger for name, tree in trees() for danger in dangers(name, tree)] == []


WRONG = ["import pickle", "from xml.dom import minidom", "import subprocess", "eval(x)",
         "os.system(x)", "import random", "run(x, shell=True)", "re.compile(x)", "Template(x)",
         "rows.filter(name__iregex=x)", "x.format(secret)", "x % {'name': secret}",
         "def f(x):\n    x = 'a'\n    return x % {'name': 1}"]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_the_contract_sees_each(wrong: str) -> None:
    assert dangers("offices/access/views.py", ast.parse(wrong))


def test_scripts_write_text_as_text_keep_nothing_and_call_nobody() -> None:
    scripts = [path for app in APPS for path in (Path(ROOT) / app).rglob("static/**/*.js")]
    assert scripts
    for path in scripts:
        assert UNSAFE_SCRIPT.findall(path.read_text()) == [], path
    assert UNSAFE_SCRIPT.search("node.innerHTML = text")
