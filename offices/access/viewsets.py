"""API of users: those who can be named, and the caller."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from rest_framework.request import Request

from offices.access.models import Membership, User
from offices.access.queries import people
from peaceapp.access.sensitivity import level_word
from peaceapp.lists.listing import Listing
from peaceapp.lists.shape import As, One, Shape
from peaceapp.rest.filters import SearchFilterSet
from peaceapp.rest.rendering import answer
from peaceapp.rest.views import Api
from peaceapp.rest.viewsets import NounViewSet

ROW = Shape(User, id=As("username"), label=As("label"))
HELD = Shape(
    Membership,
    "role",
    office=One("office", id="acronym", label="name"),
    clearance=As("clearance", level_word),
    from_on=As("from_on"),
    until_on=As("until_on"),
)


class PersonFilter(SearchFilterSet):
    """Filters users by words."""

    searched: ClassVar = ("username", "name")


class UserViewSet(NounViewSet):
    """Active users, by username."""

    listing = Listing(ROW, PersonFilter, {"username": "username"}, default="username")
    shape, lookup = ROW, "username"

    def queryset(self) -> QuerySet[User]:
        """The users of `PEOPLE`; empty for callers who are not members."""
        return people()


class Me(Api):
    """The caller."""

    def get(self, request: Request) -> HttpResponse:
        """Show the caller with all memberships, including past ones."""
        user: Any = request.user
        held = Membership.objects.filter(user=user.pk).order_by("from_on", "pk")
        return answer(
            {"id": user.get_username(), "label": str(user), "name": user.name, "memberships": HELD.rows(held)}
        )
