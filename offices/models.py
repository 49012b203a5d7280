"""The models of this app, gathered from its nouns for Django."""

from offices.access.models import Membership, User
from offices.directory.models import Office
from offices.geography.models import Country
from offices.sources.models import Source
from offices.taxonomy.models import Kind, Theme

__all__ = ["Country", "Kind", "Membership", "Office", "Source", "Theme", "User"]
