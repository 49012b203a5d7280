"""What every file keeps to."""

import importlib
import inspect
import re
from io import StringIO

import pytest
from django.core.management import call_command

from tests.contracts.code import APPS, ROOT, dotted, sources

BUDGETS = [
    ("source", APPS, "*.py", 300),
    ("test", ("tests",), "*.py", 400),
    ("template", ("templates",), "*.html", 150),
]
SESSION = re.compile(
    r"set\s+session\s|set_config\([^)]*,\s*false\s*\)|^\s*set\s+(?!local\b)\w+\s*(=|to)\s", re.IGNORECASE
)

NO_USE_CASE = {
    "offices.sessions.actions.end_all_sessions": "inside actions that have asked",
    "engagements.team.actions.temporary_team_member": "a member inside actions that have asked",
    "engagements.register.actions.set_term_links": "links inside actions that have asked",
    "engagements.team.actions.insert_team_member": "a member inside actions that have asked",
    "engagements.team.actions.current_member_rows": "a read inside actions that have asked",
    "engagements.followups.actions.move": "each move has a permission of its own, asked inside",
    "engagements.lifecycle.actions.move": "each move has a permission of its own, asked inside",
    "offices.accounts.actions.accounts.use_invitation": "nobody acts yet: the link is the right",
    "offices.tokens.actions.make_token": "one's own, or by command",
    "offices.tokens.actions.end_token": "one's own alone",
    "offices.tokens.actions.end_all_tokens": "one's own alone",
    "offices.sessions.actions.end_sessions": "one's own sessions alone: it looks for no others",
}


@pytest.mark.parametrize(("kind", "folders", "pattern", "most"), BUDGETS, ids=[kind for kind, *_ in BUDGETS])
def test_no_file_is_over_its_budget(kind: str, folders: tuple[str, ...], pattern: str, most: int) -> None:
    long = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in sources(*folders, pattern=pattern)
    }
    assert {name: lines for name, lines in long.items() if lines > most} == {}


def test_no_setting_of_the_database_outlives_its_transaction() -> None:
    """A connection is used again: what is set for a session is somebody else's a moment later."""
    assert SESSION.search("select set_config('app.user_id', '1', false)")
    assert SESSION.search("set session authorization x")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for pattern in ("*.py", "*.sql")
        for path in sources(*APPS, pattern=pattern)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if SESSION.search(line)
    ]
    assert found == []


LEVEL = re.compile(
    r"(?:sensitivity|clearance|level|mark|floor|ceiling\(\))\s*(?::=|<=|>=|=|<|>)\s*\d0\b|\b\d0::smallint"
)


def test_levels_have_names_in_sql() -> None:
    """`peaceapp/access/levels.py` has them."""
    assert LEVEL.search("where e.sensitivity <= 20")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*sources(*APPS, pattern="*/database.py"), *sources("peaceapp/access")]
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if LEVEL.search(line)
    ]
    assert found == []


def actions() -> dict[str, object]:
    """Every public function of every `actions.py`, by its full name."""
    found = {}
    for path in sources(*APPS):
        is_one = path.name == "actions.py" and path.parent.name != "peaceapp"
        if is_one or path.parent.name == "actions":
            module = importlib.import_module(dotted(path))
            for name, function in vars(module).items():
                if inspect.isfunction(function) and not name.startswith("_") and function.__module__ == module.__name__:
                    found[f"{module.__name__}.{name}"] = function
    return found


def test_every_action_names_its_permission_and_its_actor() -> None:
    functions = actions()
    assert set(functions) > set(NO_USE_CASE), "the list of exceptions names what is gone"
    for name, function in functions.items():
        if name in NO_USE_CASE:
            continue
        assert getattr(function, "permission", None), f"{name} is not declared with @action"
        parameters = inspect.signature(function).parameters  # type: ignore[arg-type]  # functions, as found above
        assert parameters["actor"].kind is inspect.Parameter.KEYWORD_ONLY, name
        positional = [p for p in parameters.values() if p.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
        assert len(positional) <= 1, f"{name}: all but the row itself is given by name"
        on = getattr(function, "on", None)
        assert (on in parameters) if on else positional, f"{name}: on what is its permission asked?"


def test_migrations_say_what_the_models_say(db: None) -> None:
    """Triggers of the history included."""
    said = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said, verbosity=1)
    assert "No changes detected" in said.getvalue()


def test_no_committed_file_names_a_place_of_somebodys_machine() -> None:
    paths = [*sources(*APPS, "tests"), *sources("templates", pattern="*.html"), *sources("docs", pattern="*.md")]
    assert [str(path) for path in paths if re.search(r"/(home|root|work|Users)/\w", path.read_text())] == []
