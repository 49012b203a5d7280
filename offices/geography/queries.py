"""Queries for countries."""

import gettext
from functools import cache
from pathlib import Path

import django_countries
from django.utils.encoding import force_str
from django_countries.data import COUNTRIES

from offices.geography.models import Country
from peaceapp.lists.shape import As, Shape

ROW = Shape(Country, "alpha2", "alpha3", "m49", "name", "region", "other_names", id=As("alpha2"))

LANGUAGES = {"ar": "العربية", "zh": "中文", "es": "Español", "fr": "Français", "ru": "Русский"}
"""The other five official languages of the United Nations, by their own names."""

_CATALOGUES = {"zh": "zh_Hans"}


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    folder = Path(django_countries.__file__).parent / "locale"
    return gettext.translation("django", folder, [_CATALOGUES.get(language, language)], fallback=True)


def names(country: Country) -> list[tuple[str, str, str]]:
    """A country's names in `LANGUAGES` from django-countries: language code, language name, country name."""
    english = force_str(COUNTRIES.get(country.alpha2, ""))
    found = ((code, label, _catalogue(code).gettext(english)) for code, label in LANGUAGES.items() if english)
    return [each for each in found if each[2] != english or each[0] in {"es", "fr"}]


def regions() -> list[tuple[str, str]]:
    """The sub-regions of the stored countries, as choices."""
    found = Country.objects.exclude(region="").order_by("region").values_list("region", flat=True).distinct()
    return [(region, region) for region in found]
