"""Pages with the forms of a follow-up."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagements.followups import actions, queries
from engagements.followups.forms import AmendForm, DueForm, NewForm, OfficeForm, OwnerForm, values_of
from engagements.followups.models import FollowUp
from engagements.followups.views import AREA
from engagements.register.views import EngagementForms
from offices.access.choices import Role
from offices.access.permissions import Permission
from offices.access.views import MemberPage
from peaceapp.access.keys import derive_key
from peaceapp.pages.forms import AddPage, AmendPage, Groups

GROUPS: Groups = (
    (_("Action and background"), ("title", "office", "why", "arises_from")),
    (_("Owner and due date"), ("owner", "responsible_partner", "due_on", "due_precision", "priority")),
    (_("Sensitivity"), ("sensitivity",)),
)


class FollowUpAdd(EngagementForms, AddPage):
    """`/engagements/<reference>/follow-ups/new/`: the form of a new follow-up of an engagement."""

    form, permission, groups = NewForm, Permission.ADD_FOLLOW_UP, GROUPS
    done = _("Follow-up added.")
    create_action = staticmethod(actions.add_follow_up)
    title, submit_label = _("Add follow-up"), _("Add follow-up")

    def allowed(self) -> bool:
        return not self.engagement.is_closed and super().allowed()

    def form_options(self) -> dict[str, Any]:
        return {"engagement": self.engagement, "me": self.user}

    def cancel_url(self) -> str:
        return super().cancel_url() + "#follow-ups"

    def related(self) -> dict[str, Any]:
        return {"engagement": self.engagement}

    def act(self, values: dict[str, Any]) -> str:
        values["key"] = derive_key(values["key"], self.user.pk, self.request.POST)
        return super().act(values)


class FollowUpAddToOffice(MemberPage, AddPage):
    """`/follow-ups/new/`: the form of a new follow-up of an office as a whole."""

    form, template, permission = OfficeForm, "engagements/followups/form.html", Permission.ADD_FOLLOW_UP
    groups, done, create_action = GROUPS, _("Follow-up added."), staticmethod(actions.add_office_follow_up)
    title, submit_label = _("Add office follow-up"), _("Add follow-up")
    lede = _("For actions of the office as a whole. Add follow-ups of an engagement on its page.")

    def offices(self) -> set[int]:
        return self.rights.offices(Role.STAFF, Role.MANAGER)

    def allowed(self) -> bool:
        return bool(self.offices())

    def form_options(self) -> dict[str, Any]:
        return {"offices": self.offices(), "me": self.user}

    def extra(self) -> dict[str, Any]:
        return {"area": AREA}

    def cancel_url(self) -> str:
        return reverse("follow-up-list")

    def act(self, values: dict[str, Any]) -> str:
        values["key"] = derive_key(values["key"], self.user.pk, self.request.POST)
        return super().act(values)

    def success_url(self, row: FollowUp) -> str:
        return reverse("follow-up-page", args=[row.pk])


class FollowUpForms(MemberPage, AmendPage):
    """Base of forms that change the follow-up of the address."""

    template = "engagements/followups/form.html"
    permission: Permission = Permission.AMEND_FOLLOW_UP

    def find(self) -> FollowUp:
        return queries.find(self.kwargs["key"])

    def form_options(self) -> dict[str, Any]:
        return {"engagement": self.row.engagement}

    def cancel_url(self) -> str:
        return reverse("follow-up-page", args=[self.row.pk])

    def success_url(self) -> str:
        """The page of the follow-up, or the list if the change hid the follow-up from its editor."""
        stays = FollowUp.objects.filter(pk=self.row.pk).exists()
        return self.cancel_url() if stays else reverse("follow-up-list")

    def extra(self) -> dict[str, Any]:
        return {"area": AREA, "follow_up": self.row}

    def read_again(self) -> FollowUp:
        return queries.find(self.row.pk)


class FollowUpAmend(FollowUpForms):
    """`/follow-ups/<id>/edit/`: the form that changes the content."""

    form, title, groups, done = AmendForm, _("Edit follow-up"), GROUPS, _("Follow-up saved.")

    def form_options(self) -> dict[str, Any]:
        return super().form_options() | {"had": self.row}

    def values_of(self, row: FollowUp) -> dict[str, Any]:
        return values_of(row)

    def amend(self, row: FollowUp, values: dict[str, Any]) -> None:
        """Passes on only values that differ, so that a partner hidden from the editor is kept."""
        before = values_of(row)
        actions.amend_follow_up(
            row, actor=self.user, **{name: value for name, value in values.items() if value != before[name]}
        )


class FollowUpDue(FollowUpForms):
    """`/follow-ups/<id>/due/`: the form that changes the due date, with a reason."""

    form, title, submit_label = DueForm, _("Move due date"), _("Move due date")
    done = _("Due date moved.")

    def form_options(self) -> dict[str, Any]:
        return {}

    def amend(self, row: FollowUp, values: dict[str, Any]) -> None:
        """Changes the due date; the action names its arguments differently from the form."""
        to, precision, reason = values["due_on"], values["due_precision"], values["reason"]
        actions.move_due_date(row, actor=self.user, to=to, precision=precision, reason=reason)


class FollowUpOwner(FollowUpForms):
    """`/follow-ups/<id>/owner/`: the form that gives the follow-up another owner."""

    form, permission, done = OwnerForm, Permission.REASSIGN_FOLLOW_UP, ""
    title, submit_label = _("Reassign follow-up"), _("Reassign")

    def values_of(self, row: FollowUp) -> dict[str, Any]:
        return {"owner": row.owner.username, "version": row.version}

    def amend(self, row: FollowUp, values: dict[str, Any]) -> None:
        """Changes the owner; the message names the new one."""
        actions.reassign(row, actor=self.user, owner=values["owner"], reason=values["reason"])
        messages.success(self.request, _("Follow-up reassigned to %(name)s.") % {"name": values["owner"]})
