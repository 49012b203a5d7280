"""Moves, from the page."""

from django.urls import reverse

from engagements.lifecycle import actions
from engagements.lifecycle.rules import LIFECYCLE
from engagements.register.models import Engagement
from engagements.register.queries import find
from offices.access.views import MemberPage
from peaceapp.pages.moves import MovePage


class EngagementMove(MemberPage, MovePage):
    """`/engagements/<reference>/move/`."""

    lifecycle, move = LIFECYCLE, actions.move

    def find(self) -> Engagement:
        return find(self.kwargs["reference"])

    def page_url(self, row: Engagement) -> str:
        return reverse("engagement-page", args=[row.reference])

    def list_url(self) -> str:
        return reverse("engagement-list")
