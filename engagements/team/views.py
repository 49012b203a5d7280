"""Pages of the team, the lead officer and the supporting offices of an engagement."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagements.register.choices import OPEN
from engagements.register.models import Engagement
from engagements.register.views import EngagementAmendForms, LinkForms
from engagements.team import actions, queries
from engagements.team.actions import end_support, grant_support
from engagements.team.forms import HandOverForm, SupportForm, TeamMemberForm
from engagements.team.queries import possible_lead_officers
from offices.access.permissions import Permission


class EngagementHandOver(EngagementAmendForms):
    """`/engagements/<reference>/lead-officer/`: the form that changes the lead officer."""

    form, permission = HandOverForm, Permission.HAND_OVER
    title, submit_label, done = _("Change lead officer"), _("Change lead officer"), ""
    lede = _("The current lead officer stays on the team until removed.")

    def allowed(self) -> bool:
        return self.engagement.status in OPEN and super().allowed()

    def form_options(self) -> dict[str, Any]:
        return {"people": possible_lead_officers(self.engagement)}

    def values_of(self, row: Engagement) -> dict[str, Any]:
        return {"version": row.version}

    def amend(self, row: Engagement, values: dict[str, Any]) -> None:
        """Changes the lead officer; the message names the new one."""
        actions.hand_over(row, actor=self.user, to=values["lead_officer"], reason=values["reason"])
        messages.success(self.request, _("%(name)s is the new lead officer.") % {"name": values["lead_officer"]})


class EngagementTeam(LinkForms):
    """`/engagements/<reference>/team/`: the team members, a form to add one and buttons to remove one."""

    form, permission, ends = TeamMemberForm, Permission.MANAGE_TEAM, "leaves"
    title, submit_label = _("Team"), _("Add to team")
    lede = _("Team members can read the whole engagement up to their clearance.")

    def form_options(self) -> dict[str, Any]:
        return {"people": queries.possible_members(self.engagement)}

    def extra(self) -> dict[str, Any]:
        lead = self.engagement.lead_officer_id
        rows = [
            {
                "label": member.user,
                "note": _("Lead officer") if member.user_id == lead else member.reason,
                "value": member.user.username,
                "button": None if member.user_id == lead else _("Remove from team"),
            }
            for member in queries.team_members(self.engagement)
        ]
        return super().extra() | {"standing": {"title": _("Current team"), "name": self.ends, "rows": rows}}

    def act(self, values: dict[str, Any]) -> str:
        try:
            actions.add_team_member(self.engagement, actor=self.user, user=values["username"], reason=values["reason"])
        except ValidationError as error:
            raise in_field(error, "user", "username") from error
        messages.success(self.request, _("%(name)s was added to the team.") % {"name": values["username"]})
        return self.request.path

    def end(self, value: str) -> None:
        member = queries.team_members(self.engagement).filter(user__username=value).first()
        if member:
            actions.remove_team_member(self.engagement, actor=self.user, user=member.user)
            messages.success(self.request, _("%(name)s was removed from the team.") % {"name": member.user})


def in_field(error: ValidationError, of_action: str, of_form: str) -> ValidationError:
    """The same error, under the name that the form has for the field."""
    errors = getattr(error, "error_dict", None)
    return error if not errors else ValidationError({of_form if k == of_action else k: v for k, v in errors.items()})


class EngagementSupport(LinkForms):
    """`/engagements/<reference>/support/`: the supporting offices, a form to add one and buttons to end access."""

    form, permission, ends = SupportForm, Permission.GRANT_SUPPORT, "ends"
    title, submit_label = _("Supporting offices"), _("Grant access")
    lede = _("Cleared members of the office can read this engagement up to confidential and add entries.")

    def allowed(self) -> bool:
        return not self.engagement.is_closed and super().allowed()

    def form_options(self) -> dict[str, Any]:
        return {"offices": queries.possible_supporting_offices(self.engagement)}

    def extra(self) -> dict[str, Any]:
        rows = [
            {
                "label": support.office,
                "note": support.reason,
                "value": support.office.acronym,
                "button": _("End access"),
            }
            for support in queries.supporting_offices(self.engagement)
        ]
        return super().extra() | {"standing": {"title": _("Access granted to"), "name": self.ends, "rows": rows}}

    def act(self, values: dict[str, Any]) -> str:
        grant_support(self.engagement, actor=self.user, **values)
        messages.success(self.request, _("%(office)s has been given access.") % {"office": values["office"]})
        return self.request.path

    def end(self, value: str) -> None:
        support = queries.supporting_offices(self.engagement).filter(office__acronym=value).first()
        if support:
            end_support(self.engagement, actor=self.user, office=support.office)
            messages.success(self.request, _("The access of %(office)s has ended.") % {"office": support.office})
