"""Group B: a long address in any text widens no page."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.journeys import server as servers
from tests.journeys.conftest import Person, browser, person, pytest_generate_tests, sessions  # noqa: F401  # fixtures

pytestmark = pytest.mark.browser
ADDRESS = "https://documents.example.org/" + "a" * 47 + "/page.html"
"""87 characters."""
WRITE = f"""
import os
import psycopg
from django.apps import apps
from django.db import models
with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as db:
    for model in apps.get_models():
        if model._meta.app_label not in ("engagements", "offices") or hasattr(model, "pgh_tracked_model"):
            continue
        table = model._meta.db_table
        long = [
            field.column for field in model._meta.concrete_fields
            if not field.choices and not field.unique and field.name not in ("username", "password")
            and (type(field) is models.TextField or type(field) is models.CharField and (field.max_length or 0) >= 120)
        ]
        db.execute(f"alter table {{table}} disable trigger user")
        for column in long:
            try:
                db.execute(f'update {{table}} set "{{column}}" = %s', ["{ADDRESS}"])
            except psycopg.errors.IntegrityError:
                pass  # words of a list
        db.execute(f"alter table {{table}} enable trigger user")
"""
"""Into every text that there is."""


@pytest.fixture(scope="session")
def server(django_test_environment: None, django_db_blocker: Any) -> Iterator[str]:
    """A server of this module's own: no other test reads what stands in these rows."""
    with django_db_blocker.unblock(), servers.running(command=("shell", "-c", WRITE)) as address:
        yield address


OVER = """() => {
  const root = document.documentElement, edge = root.clientWidth + 1;
  if (root.scrollWidth <= edge) return "";
  const all = [...document.querySelectorAll("main *")];
  const last = all.filter((one) => one.getBoundingClientRect().right > edge).at(-1);
  return `${root.scrollWidth - root.clientWidth} px, ${(last || root).outerHTML.slice(0, 120)}`;
}"""
"""By how much a page is too wide, and for the sake of what."""


def kinds(page: Page) -> Iterator[str]:
    """One page of every kind that links lead to from the first; it stands open when it is given."""
    waiting, known = ["/"], set()
    while waiting:
        path = waiting.pop(0)
        answer = page.goto(path)
        if answer is None or answer.status != 200 or "html" not in answer.headers.get("content-type", ""):
            continue
        yield path
        for href in page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)"):
            parts = urlsplit(href)
            try:
                name = resolve(parts.path).view_name
            except Resolver404:
                continue
            if parts.netloc == urlsplit(page.url).netloc and name not in known and "logout" not in name:
                known.add(name)
                waiting.append(parts.path)


def test_b9_no_page_is_wider_than_the_screen(person: Person) -> None:  # noqa: F811  # pytest's way
    assert len(ADDRESS) == 87
    page, wide, seen = person("unowas.manager"), [], 0
    for path in kinds(page):
        seen += ADDRESS[:40] in page.content()
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            if over := page.evaluate(OVER):
                wide.append(f"{path} at {width}: {over}")
    assert seen > 10
    assert not wide, "\n".join(wide)
