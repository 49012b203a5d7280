"""Pages about the people of an office: accounts, memberships, invitations."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from offices.access.choices import Role
from offices.access.models import Membership, User
from offices.access.permissions import Permission
from offices.access.queries import people
from offices.access.views import MemberPage
from offices.accounts import forms, queries
from offices.accounts.actions import accounts, memberships
from offices.accounts.models import Proposal
from offices.accounts.rules import BY_MANAGERS
from offices.directory.models import Office
from offices.directory.queries import find
from offices.signin.views import ReauthenticationRequired
from peaceapp.dates import utc_today
from peaceapp.errors import DomainError, NotPermitted, Text
from peaceapp.pages.forms import FormPage, missing


class PeoplePage(MemberPage):
    """Mixin of pages about an office's people, for its administrators and managers. Others get 403."""

    permission: Any = Permission.GIVE_MEMBERSHIP
    kwargs: dict[str, Any]
    request: HttpRequest

    @cached_property
    def office(self) -> Office:
        return find(self.kwargs["acronym"])

    @cached_property
    def account(self) -> queries.Account:
        return queries.account(self.office, self.kwargs["username"])

    def can(self, permission: Permission, subject: Any = None) -> bool:
        return self.rights.can(permission, subject or self.office)

    def allowed(self) -> bool:
        return self.can(self.permission)

    def people_url(self) -> str:
        return reverse("people", args=[self.office.acronym])

    def person_url(self) -> str:
        return reverse("person-rights", args=[self.office.acronym, self.account.user.username])

    def cancel_url(self) -> str:
        return self.person_url() if "username" in self.kwargs else self.people_url()

    def extra(self) -> dict[str, Any]:
        crumbs: list[tuple[Text, str]] = [(_("Offices"), reverse("office-list"))]
        crumbs += [(self.office.acronym, reverse("office-page", args=[self.office.acronym]))]
        crumbs += [(_("People and access"), self.people_url())]
        if "username" in self.kwargs:
            crumbs += [(str(self.account.user), self.person_url())]
        return {"area": "people", "office": self.office, "crumbs": crumbs}

    def say(self, given: Membership | Proposal) -> None:
        """Adds the message: the membership is saved, or it waits for a manager."""
        if isinstance(given, Proposal):
            messages.info(
                self.request,
                _("The membership waits for confirmation by a manager of the office. The managers are notified."),
            )
        else:
            messages.success(self.request, _("Membership saved."))


class People(PeoplePage, View):
    """`/offices/<ACRONYM>/people/`: accounts, their memberships, and proposals without an answer."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Shows all people without paging: an office has tens of people, not thousands."""
        if not self.allowed():
            raise PermissionDenied(missing(self.permission))
        found = queries.accounts(self.office)
        context = self.extra() | {
            "here": [account for account in found if account.is_here],
            "others": [account for account in found if not account.is_here],
            "waiting": list(queries.waiting(self.office)),
            "may_invite": self.can(Permission.KEEP_ACCOUNTS),
            "managers": sum(held.role == Role.MANAGER for account in found for held in account.memberships),
            "today": utc_today(),
        }
        return render(request, "offices/accounts/people.html", context)


class Invite(PeoplePage, FormPage):
    """`…/people/invite/`: the form that invites a new account."""

    form, permission = forms.InviteForm, Permission.KEEP_ACCOUNTS
    template = "offices/accounts/form.html"
    title, submit_label = _("Invite user"), _("Invite user")
    lede = _("The user receives an email with a link to set a password. The link can be used once, within three days.")

    def act(self, values: dict[str, Any]) -> str:
        user, given = accounts.invite(actor=self.user, office=self.office, **values)
        messages.success(self.request, _("Invitation sent to %(name)s.") % {"name": user})
        self.say(given)
        return self.people_url()


class Give(PeoplePage, FormPage):
    """`…/people/give/`: the form that gives a membership to an existing account."""

    form, template = forms.GiveForm, "offices/accounts/form.html"
    title, submit_label = _("Add membership"), _("Add membership")
    lede = _("For a user who already has an account, in this office or another.")

    def initial(self) -> dict[str, Any]:
        return {"user": self.request.GET.get("user", "")[:150]}

    def form_options(self) -> dict[str, Any]:
        return {"people": people().exclude(pk=self.user.pk).order_by("username")}

    def act(self, values: dict[str, Any]) -> str:
        self.say(memberships.give_membership(actor=self.user, office=self.office, **values))
        return self.people_url()


def may_change(actor: User, row: Membership) -> bool:
    """Whether the button to change is shown: managers change observers and staff, administrators all but auditors."""
    if row.role == Role.AUDITOR or row.user_id == actor.pk:
        return False
    return row.role in BY_MANAGERS or queries.is_administrator(actor, row.office_id)


class PersonRights(PeoplePage, ReauthenticationRequired, View):
    """`…/people/<user name>/`: one person, with the actions on their account.

    Actions require reauthentication: a person at an unattended browser must not be able to remove a second factor.
    """

    asks: ClassVar[set[str]] = {"POST"}

    def context(self) -> dict[str, Any]:
        user, home = self.account.user, self.account.user.home_office_id == self.office.pk
        keeps = home and self.can(Permission.KEEP_ACCOUNTS) and user.pk != self.user.pk
        return self.extra() | {
            "account": self.account,
            "person": user,
            "is_oneself": user.pk == self.user.pk,
            "may_change": [row.pk for row in self.account.memberships if may_change(self.user, row)],
            "ended": Membership.objects.filter(user=user, office=self.office, until_on__lt=utc_today()),
            "waiting": [row for row in queries.waiting(self.office) if row.user_id == user.pk],
            "may_keep": keeps and not user.is_superuser,
            "may_vouch": home and queries.may_vouch_for(user),
            "today": utc_today(),
        }

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Shows the person, for administrators and managers of the office."""
        if not self.allowed():
            raise PermissionDenied(missing(self.permission))
        return render(request, "offices/accounts/person.html", self.context())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Carries out the action of a button. A refusal is shown on the same page."""
        if not self.allowed():
            raise PermissionDenied(missing(self.permission))
        does = BUTTON_ACTIONS.get(request.POST.get("do", ""))
        if does is None:
            raise Http404
        act, words = does
        try:
            act(self.account.user, actor=self.user)
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except (DomainError, ValidationError) as error:
            messages.error(request, str(getattr(error, "message", error)))
        else:
            messages.success(request, words)
        return redirect(self.person_url())


BUTTON_ACTIONS: dict[str, Any] = {
    "link": (accounts.send_link, _("Password reset link sent. Earlier links are no longer valid.")),
    "close": (accounts.deactivate, _("Account closed. Its sessions have ended.")),
    "open": (accounts.reactivate, _("Account reopened.")),
    "factor": (accounts.take_second_factor_away, _("Second factor reset. The user is notified.")),
}
"""Actions of the buttons on a person's page, each with its message."""


class PersonAmend(PeoplePage, ReauthenticationRequired, FormPage):
    """`…/people/<user name>/edit/`: the form for name and email address."""

    form, permission = forms.AccountForm, Permission.VOUCH_FOR_ACCOUNT
    template, title = "offices/accounts/form.html", _("Edit account")

    def allowed(self) -> bool:
        return self.can(self.permission, self.account.user)

    def initial(self) -> dict[str, Any]:
        return {"name": self.account.user.name, "email": self.account.user.email}

    def act(self, values: dict[str, Any]) -> str:
        accounts.amend_account(self.account.user, actor=self.user, **values)
        messages.success(self.request, _("Account saved."))
        return self.person_url()
