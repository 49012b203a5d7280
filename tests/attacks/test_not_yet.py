"""Surfaces of which the attack list speaks and which are not there. Who builds one finds here what it must answer.

When a test fails: give the items that name the surface their tests in `catalogue.py`, and strike the surface here.
"""

import ast
import re
from collections.abc import Callable

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import FileField

from tests.attacks.catalogue import ITEMS
from tests.contracts.addresses import addresses
from tests.contracts.code import APPS, sources

TRAIL = "audit/export/"
"""The trail is taken away by auditors and managers, whole and one at a time; lists are not."""
OWN = "accounts/2fa/"
"""One's own recovery codes may be kept as a file: after one's password, and not to be stored by anybody else."""


def routed(pattern: str) -> list[str]:
    """Addresses in which one of these words stands."""
    found = (address.route for address in addresses() if not address.route.startswith(OWN))
    return [route for route in found if re.search(pattern, route)]


def imported(*libraries: str) -> list[str]:
    """Files of ours that import one of these, or what is below it."""
    found = []
    for path in sources(*APPS):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            found += [f"{path.name}: {name}" for name in names if name.split(".")[0] in libraries]
    return found


def files_in_models() -> list[str]:
    return [f"{one.model._meta.label}.{one.name}" for model in apps.get_models() for one in model._meta.fields
            if isinstance(one, FileField)]  # fmt: skip


def files_in_forms() -> list[str]:
    wanted = re.compile(r"forms\.(File|Image)Field|serializers\.(File|Image)Field|request\.FILES|MultiPartParser\b")
    found = [path.name for path in sources(*APPS) if wanted.search(path.read_text())]
    return [name for name in found if name != "repeats.py"]  # which only looks whether a form brings any


SURFACES: dict[str, Callable[[], list[str]]] = {
    "queue": lambda: [
        route for route in routed(r"export|download|\.csv|\.xlsx") if not route.startswith(TRAIL)
    ] + imported("openpyxl", "xlsxwriter"),
    "report": lambda: routed(r"report|\.pdf") + imported("weasyprint", "reportlab"),
    "feed": lambda: routed(r"\.ics|calendar|feed|rss|atom") + imported("icalendar", "ics", "vobject"),
    "file": lambda: files_in_models() + files_in_forms(),
    "document": lambda: routed(r"document|attachment|media|upload"),
    "import": lambda: routed(r"import|upload"),
    "parser": lambda: imported("openpyxl", "xml", "lxml", "zipfile", "tarfile", "PIL", "docx", "defusedxml"),
    "sealed": lambda: routed(r"sealed|ask-anonymously") + [
        model._meta.label for model in apps.get_models() if re.search(r"sealed|request", model._meta.model_name or "")
    ],
    "saved": lambda: routed(r"saved|shared|views/") + [
        model._meta.label for model in apps.get_models() if re.search(r"saved|dashboard", model._meta.model_name or "")
    ],
}  # fmt: skip


@pytest.mark.parametrize("surface", SURFACES)
def test_it_is_not_there(surface: str) -> None:
    waiting = [number for number, item in ITEMS.items() if surface in item.surfaces]
    assert SURFACES[surface]() == [], f"items {waiting} of the attack list have a surface now: give them their tests"


def test_each_is_what_some_item_waits_for() -> None:
    assert {name for item in ITEMS.values() for name in item.surfaces} == set(SURFACES)


def test_nothing_that_was_uploaded_is_served() -> None:
    assert not routed(r"media")
    assert not hasattr(settings, "MEDIA_URL") or settings.MEDIA_URL in {"", "/"}


def test_the_readings_are_awake() -> None:
    """What is there is found by them."""
    assert routed(r"engagements")
    assert imported("django")
