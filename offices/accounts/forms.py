"""Forms for accounts, memberships and proposals."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from offices.access.choices import Role
from offices.access.models import User
from offices.accounts.rules import GIVEN
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.pages.fields import Text, date_field, line, long_text

WHO_CONFIRMS = _(
    "Above unclassified, and for managers, a manager of the office with the same clearance must confirm. If you are"
    " such a manager, observers and staff need no confirmation."
)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A user, shown by name and username."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj} ({obj.username})"


class RightsForm(forms.Form):
    """Clearance and last day. `reason` is for the manager who must confirm."""

    clearance = forms.TypedChoiceField(
        label=_("Clearance"), choices=Sensitivity.choices, coerce=int, initial=Sensitivity.UNCLASSIFIED,
        help_text=WHO_CONFIRMS,
    )  # fmt: skip
    until_on = date_field(
        label=_("Until"), required=False, help_text=_("The last day. Leave empty if no end is known.")
    )
    reason = long_text(_("Reason"), _("Required if a manager must confirm."), rows=2)


class ChangeForm(RightsForm):
    """The form of an existing membership, with the version that the editor read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class RoleForm(RightsForm):
    """`RightsForm` with the role."""

    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in GIVEN], initial=Role.STAFF)
    field_order: Sequence[str] = ("role", "clearance", "until_on", "reason")


class GiveForm(RoleForm):
    """A membership for an existing account. `people` are the accounts to choose from."""

    user = PersonField(
        label=_("Person"), queryset=User.objects.none(), to_field_name="username", empty_label=_("Choose a person")
    )
    field_order = ("user", *RoleForm.field_order)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("PersonField", self.fields["user"]).queryset = people


class InviteForm(RoleForm):
    """A new account with its first membership."""

    username = Text(
        label=_("User name"), max_length=150, help_text=_("The name used to sign in. It cannot be changed later."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    name = line(_("Name"), 120, _("The name that colleagues see."), required=True)
    email = forms.EmailField(label=_("Email address"), help_text=_("The link is sent to this address."))
    field_order = ("username", "name", "email", *RoleForm.field_order)


class AccountForm(forms.Form):
    """The editable fields of an account."""

    name = line(_("Name"), 120, required=True)
    email = forms.EmailField(
        label=_("Email address"), required=False,
        help_text=_(
            "Password reset links are sent to this address. For accounts with a clearance, a manager must change it."
        ),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The answer to a proposal: yes or no."""

    agree = forms.TypedChoiceField(
        label=_("Decision"), widget=forms.RadioSelect,
        choices=[("yes", _("Confirm the membership")), ("no", _("Decline"))],
        coerce=lambda value: value == "yes", empty_value=None,
    )  # fmt: skip
    answer = long_text(_("Reason"), _("Required to decline."))


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("Password"), strip=False, help_text=_("At least 12 characters. Common passwords are not accepted."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("Repeat password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and "password" in cleaned and cleaned.get("again") not in {None, cleaned["password"]}:
            self.add_error("again", _("The passwords do not match."))
        return cleaned
