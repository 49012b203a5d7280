"""One direction: engagements → offices → peaceapp; nouns from high to low; a file of code only what stands below it."""

import pytest

from tests.contracts.code import APPS, ROOT, Import, imports, sources

NOUNS = {
    "offices": [
        "taxonomy", "geography", "directory", "access", "signin", "sources", "audit", "sessions", "tokens", "accounts",
        "notices", "mandates", "agreements",
    ],
    "engagements": [
        "partners", "peacemap", "register", "team", "classification", "funding", "journal", "coordination", "documents",
        "followups", "warning", "lifecycle", "search", "savedviews", "insight", "exchange", "reports",
    ],
}  # fmt: skip
"""Low to high."""

COMPOSITIONS = {"management", "benchmark", "demo", "pages"}
"""Folders at an app's root that are no noun: what they hold looks at many."""

NAMES_THE_APPS = ("peaceapp.settings", "peaceapp.urls", "peaceapp.api", "peaceapp.wsgi", "peaceapp.launch")
"""The composition files of the mechanism."""

RANKS = [
    {"choices", "permissions", "database", "encryption"},
    {"models", "scope"},
    {"rules", "roles"},
    {"queries", "rights", "letters", "notes", "words", "knownbrowser"},
    {"actions", "founding", "store"},
    {"forms", "filters", "serializers", "exports", "tasks", "codes", "passwords", "review"},
    {"views", "viewsets", "admin", "openid", "passkeys", "adapters"},
    {"urls", "middleware", "receivers"},
]
"""Kinds of code: each imports its own rank (of lower nouns) and those before it."""


def rank(module: str) -> int | None:
    parts = module.split(".")
    kind = parts[2] if len(parts) > 2 else ""
    return next((place for place, kinds in enumerate(RANKS) if kind in kinds), None)


def noun(module: str) -> str | None:
    """The folder of the noun that a module belongs to; none at an app's root."""
    parts = module.split(".")
    return parts[1] if parts[0] in NOUNS and len(parts) > 1 and parts[1] in NOUNS[parts[0]] else None


def climbing_apps(found: Import) -> bool:
    importer, imported = (APPS.index(name.split(".")[0]) for name in (found.importer, found.imported))
    return imported > importer and not found.importer.startswith(NAMES_THE_APPS)


def climbing_nouns(found: Import) -> bool:
    app = found.importer.split(".")[0]
    here, there = noun(found.importer), noun(found.imported)
    if here is None or found.imported.split(".")[0] != app:
        return False
    order = NOUNS[app]
    return there is None or order.index(there) > order.index(here)  # a noun never imports a face or a composition


def climbing_kinds(found: Import) -> bool:
    here, there = rank(found.importer), rank(found.imported)
    return here is not None and there is not None and there > here


def deferred_without_reason(found: Import) -> bool:
    return found.is_deferred and not found.has_reason and not found.importer.endswith(".apps")  # `ready` is the place


@pytest.mark.parametrize("wrong", [climbing_apps, climbing_nouns, climbing_kinds, deferred_without_reason])
def test_imports_go_down(wrong) -> None:
    assert [f"{found.importer}:{found.line} imports {found.imported}" for found in imports() if wrong(found)] == []


def test_every_folder_of_an_app_is_a_noun_of_the_architecture() -> None:
    for app, nouns in NOUNS.items():
        nested = [path.relative_to(ROOT).parts for path in sources(app)]
        folders = {parts[1] for parts in nested if len(parts) > 2}
        assert folders <= {*nouns, *COMPOSITIONS}, app


def test_every_kind_of_file_is_ranked() -> None:
    """In the folders of nouns. A new kind gets its place here, and a line in the README's table of files."""
    nested = [path.relative_to(ROOT).parts for app in NOUNS for path in sources(app)]
    kinds = {parts[2].removesuffix(".py") for parts in nested if len(parts) > 2 and parts[1] in NOUNS[parts[0]]}
    assert kinds - {"__init__"} <= set().union(*RANKS)


def test_the_contract_sees_a_climb() -> None:
    """Three imports that nobody may write, to know that the three readings above are awake."""

    def made(importer: str, imported: str) -> Import:
        return Import(importer, imported, 1, is_deferred=False, has_reason=False)

    assert climbing_apps(made("offices.access.rights", "engagements.register.models"))
    assert climbing_apps(made("peaceapp.actions", "offices.access.rights"))
    assert not climbing_apps(made("peaceapp.urls", "offices.access.rights"))
    assert climbing_nouns(made("engagements.register.queries", "engagements.journal.models"))
    assert climbing_nouns(made("engagements.register.views", "engagements.pages.engagement"))
    assert climbing_kinds(made("engagements.journal.actions", "engagements.register.forms"))
