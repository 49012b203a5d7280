"""Forms: a new follow-up, and what may change on one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from engagements.followups import actions, queries
from engagements.followups.forms import AmendForm, DueForm, NewForm, OfficeForm, OwnerForm, as_typed
from engagements.followups.models import FollowUp
from engagements.followups.views import AREA
from engagements.register.views import EngagementForms
from offices.access.choices import Role
from offices.access.permissions import Permission
from offices.access.views import MemberPage
from peaceapp.access.keys import own_key
from peaceapp.pages.forms import Fieldset, FormPage

GROUPS = (
    (_("What and why"), ("title", "office", "why", "arises_from")),
    (_("Who and when"), ("owner", "responsible_partner", "due_on", "due_precision", "priority")),
    (_("Who may read it"), ("sensitivity",)),
)


def grouped(form: forms.Form) -> list[Fieldset]:
    """The fields that `form` has, in the groups above."""
    groups = [(legend, [form[name] for name in names if name in form.fields]) for legend, names in GROUPS]
    return [{"legend": legend, "fields": fields} for legend, fields in groups if fields]


class FollowUpAdd(EngagementForms):
    """`/engagements/<reference>/follow-ups/new/`."""

    form, permission = NewForm, Permission.ADD_FOLLOW_UP
    title, submit_label = _("New follow-up"), _("Add the follow-up")

    def allowed(self) -> bool:
        return not self.engagement.is_closed and super().allowed()

    def form_options(self) -> dict[str, Any]:
        return {"engagement": self.engagement, "me": self.user}

    def fieldsets(self, form: forms.Form) -> list[Fieldset]:
        return grouped(form)

    def cancel_url(self) -> str:
        return super().cancel_url() + "#follow-ups"

    def act(self, values: dict[str, Any]) -> str:
        values["key"] = own_key(values["key"], self.user.pk, self.request.POST)
        actions.add_follow_up(actor=self.user, engagement=self.engagement, **values)
        return self.cancel_url()


class FollowUpAddToOffice(MemberPage, FormPage):
    """`/follow-ups/new/`: what an office as a whole owes."""

    form, template, permission = OfficeForm, "engagements/followups/form.html", Permission.ADD_FOLLOW_UP
    title, submit_label = _("New follow-up of an office"), _("Add the follow-up")
    lede = _("Something that the office as a whole owes. What an engagement asks for is added on its own page.")

    def offices(self) -> set[int]:
        return self.rights.offices(Role.STAFF, Role.MANAGER)

    def allowed(self) -> bool:
        return bool(self.offices())

    def form_options(self) -> dict[str, Any]:
        return {"offices": self.offices(), "me": self.user}

    def fieldsets(self, form: forms.Form) -> list[Fieldset]:
        return grouped(form)

    def extra(self) -> dict[str, Any]:
        return {"area": AREA}

    def cancel_url(self) -> str:
        return reverse("follow-up-list")

    def act(self, values: dict[str, Any]) -> str:
        values["key"] = own_key(values["key"], self.user.pk, self.request.POST)
        row = actions.add_office_follow_up(actor=self.user, **values)
        return reverse("follow-up-page", args=[row.pk])


class FollowUpForms(MemberPage, FormPage):
    """A form about the follow-up that the address names."""

    template = "engagements/followups/form.html"
    permission: Permission = Permission.AMEND_FOLLOW_UP

    @cached_property
    def follow_up(self) -> FollowUp:
        return queries.find(self.kwargs["key"])

    def allowed(self) -> bool:
        return self.rights.can(self.permission, self.follow_up)

    def form_options(self) -> dict[str, Any]:
        return {"engagement": self.follow_up.engagement}

    def cancel_url(self) -> str:
        return reverse("follow-up-page", args=[self.follow_up.pk])

    def extra(self) -> dict[str, Any]:
        return {"area": AREA, "follow_up": self.follow_up}

    def typed(self, row: FollowUp) -> dict[str, Any]:
        """The initial values of the form for this row."""
        return {name: getattr(row, name) for name in self.form.base_fields if name != "reason"}

    def initial(self) -> dict[str, Any]:
        return self.typed(self.follow_up)

    def fresh(self) -> dict[str, Any]:
        return self.typed(queries.find(self.follow_up.pk))

    def refreshed_version(self) -> int | None:
        return FollowUp.objects.values_list("version", flat=True).filter(pk=self.follow_up.pk).first()

    def seen(self, values: dict[str, Any]) -> FollowUp:
        """The follow-up at the version that the writer saw."""
        self.follow_up.version = values.pop("version")
        return self.follow_up

    def after(self, said: Any) -> str:
        """Its page, or the list where the change took it out of sight."""
        messages.success(self.request, said)
        stays = FollowUp.objects.filter(pk=self.follow_up.pk).exists()
        return self.cancel_url() if stays else reverse("follow-up-list")


class FollowUpAmend(FollowUpForms):
    """`/follow-ups/<id>/edit/`."""

    form, title = AmendForm, _("Edit the follow-up")

    def form_options(self) -> dict[str, Any]:
        return super().form_options() | {"had": self.follow_up}

    def typed(self, row: FollowUp) -> dict[str, Any]:
        return as_typed(row)

    def fieldsets(self, form: forms.Form) -> list[Fieldset]:
        return grouped(form)

    def act(self, values: dict[str, Any]) -> str:
        """Only what differs is sent on: a partner whom the writer does not see stays as it is."""
        before, row = as_typed(self.follow_up), self.seen(values)
        changes = {name: value for name, value in values.items() if value != before[name]}
        actions.amend_follow_up(row, actor=self.user, **changes)
        return self.after(_("Saved."))


class FollowUpDue(FollowUpForms):
    """`/follow-ups/<id>/due/`: another date, with the reason."""

    form, title, submit_label = DueForm, _("Move the due date"), _("Move the date")

    def form_options(self) -> dict[str, Any]:
        return {}

    def act(self, values: dict[str, Any]) -> str:
        row = self.seen(values)
        to, precision, reason = values["due_on"], values["due_precision"], values["reason"]
        actions.move_due_date(row, actor=self.user, to=to, precision=precision, reason=reason)
        return self.after(_("The date is moved."))


class FollowUpOwner(FollowUpForms):
    """`/follow-ups/<id>/owner/`: somebody else."""

    form, permission = OwnerForm, Permission.REASSIGN_FOLLOW_UP
    title, submit_label = _("Reassign follow-up"), _("Reassign")

    def typed(self, row: FollowUp) -> dict[str, Any]:
        return {"owner": row.owner.username, "version": row.version}

    def act(self, values: dict[str, Any]) -> str:
        row = self.seen(values)
        actions.reassign(row, actor=self.user, owner=values["owner"], reason=values["reason"])
        return self.after(_("%(name)s owns it now.") % {"name": values["owner"]})
