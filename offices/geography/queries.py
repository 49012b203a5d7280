"""Reads of countries."""

from offices.geography.models import Country
from peaceapp.shape import As, Shape

ROW = Shape(Country, "alpha2", "alpha3", "m49", "name", "region", id=As("alpha2"))
