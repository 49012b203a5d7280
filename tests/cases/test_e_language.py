"""Case E9: a page is wholly in one language; one is offered when every message in it is translated."""

import ast
import re
from collections.abc import Iterator
from gettext import GNUTranslations, NullTranslations, translation
from pathlib import Path

import allauth
import django
import django_filters
import pytest
import rest_framework
from django.conf import settings
from django.template.defaultfilters import date as date_filter
from django.test import override_settings
from django.utils import timezone
from django.utils.translation.template import templatize

from offices.models import User
from peaceapp.settings import ROOT
from tests.cast import World
from tests.pages.client import signed_in, text

CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
LIBRARIES = {
    Path(module.__file__).parent / path
    for module, path in (
        (django, "conf/locale"), (django, "contrib/admin/locale"), (django, "contrib/auth/locale"),
        (allauth, "locale"), (django_filters, "locale"), (rest_framework, "locale"),
    )
}  # fmt: skip


def messages_of(code: str) -> Iterator[str]:
    """What a module has translated: the first text of each call, of `pgettext` the second with its context."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call) or getattr(node.func, "id", getattr(node.func, "attr", "")) not in CALLS:
            continue
        texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if texts:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            yield "\x04".join(texts[:2]) if name.startswith("pgettext") else texts[0]


def product() -> set[str]:
    """All messages of the product: of its modules and its templates."""
    found: set[str] = set()
    for app in ("peaceapp", "offices", "engagements"):
        for file in (ROOT / app).rglob("*.py"):
            if "migrations" not in file.parts:
                found |= set(messages_of(file.read_text()))
    for file in (ROOT / "templates").rglob("*.html"):
        marked = templatize(file.read_text(), origin=str(file))
        found |= {ast.literal_eval(text) for text in re.findall(r"gettext\(u?('(?:[^'\\]|\\.)*')", marked)}
    return found


def keys_of(folder: Path, language: str) -> set[str]:
    """The messages that a language's catalogue has."""
    held: NullTranslations = translation("django", folder, [language], fallback=True)
    catalogue = held._catalog if isinstance(held, GNUTranslations) else {}  # type: ignore[attr-defined]  # no other way
    return {key[0] if isinstance(key, tuple) else key for key in catalogue} - {""}


def of_library(folder: Path) -> set[str]:
    """All messages of a library: what any of the languages has that are most complete."""
    return {key for language in ("en", "en_US", "fr", "de", "es", "ru") for key in keys_of(folder, language)}


def untranslated(language: str) -> int:
    """How many messages, of the product and of libraries, a language lacks."""
    wanted = {folder: of_library(folder) for folder in LIBRARIES} | {settings.LOCALE_PATHS[0]: product()}
    return sum(len(messages - keys_of(folder, language)) for folder, messages in wanted.items())


def test_e9_every_language_that_is_offered_is_complete() -> None:
    assert dict(settings.LANGUAGES)["en"]
    assert {code: untranslated(code) for code, _name in settings.LANGUAGES if code != "en"} == {
        code: 0 for code, _name in settings.LANGUAGES if code != "en"
    }


def test_e9_the_count_finds_what_is_missing() -> None:
    wanted = product()
    assert {"Sign in", "Follow-ups", "Give a headline."} <= wanted
    assert all(len(of_library(folder)) > 5 for folder in LIBRARIES)
    assert all(untranslated(code) >= len(wanted) for code in ("fr", "ar", "ru")), "translated? then offer it"


@pytest.mark.parametrize("language", ["fr", "ar", "ru", "ar-SA,fr;q=0.9", "de", "xx"])
@pytest.mark.parametrize("path", ["/", "/engagements/", "/follow-ups/?overdue=perhaps", "/engagements/new/"])
def test_e9_a_browser_in_another_language_gets_english(world: World, language: str, path: str) -> None:
    client = signed_in(world.cast.staff)
    english = client.get(path, headers={"Accept-Language": "en"})
    other = client.get(path, headers={"Accept-Language": language})
    assert '<html lang="en" dir="ltr">' in text(other)
    plain = [re.sub(r'name="key" value="[^"]+"', "", text(each)) for each in (english, other)]
    assert plain[0] == plain[1]


def test_e9_the_account_menu_offers_nothing_to_choose_from_one(world: World) -> None:
    page = text(signed_in(world.cast.staff).get("/"))
    assert 'name="language"' not in page


def test_e9_the_account_menu_offers_the_complete_ones(world: World) -> None:
    client = signed_in(world.cast.staff)
    with override_settings(LANGUAGES=[("en", "English"), ("fr", "French")]):
        page = text(client.get("/"))
        offered = re.findall(r'name="language" value="(\w+)" lang="\w+">([^<]+)<', page)
        assert offered == [("en", "English"), ("fr", "français")]
        client.post("/accounts/language/", {"language": "fr"})
        assert '<html lang="fr"' in text(client.get("/"))
    assert '<html lang="en"' in text(client.get("/"))
    client.post("/accounts/language/", {"language": "fr"})  # not offered: nothing happens
    assert '<html lang="en"' in text(client.get("/"))


def test_e9_dates_in_the_administration_are_the_product_s(world: World) -> None:
    administrator = world.cast.administrator
    row = User.objects.get(pk=administrator.pk)
    page = text(signed_in(administrator).get(f"/admin/offices/user/{row.pk}/change/"))
    assert date_filter(timezone.localtime(row.date_joined), "j M Y, H:i") + " UTC+0000" in page
    for american in ("a.m.", "p.m.", "noon", "midnight"):
        assert american not in page
