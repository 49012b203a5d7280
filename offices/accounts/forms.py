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
    "Above unclassified, and for managers, a manager of the office who is cleared as high confirms it, unless you are"
    " one: then observers and staff come in at once."
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
    until_on = date_field(label=_("Until"), required=False, help_text=_("The last day. Empty: no end is known."))
    reason = long_text(_("Reason"), _("Needed where somebody must confirm."), rows=2)


class ChangeForm(RightsForm):
    """The form of an existing membership, with the version that the editor read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class RoleForm(RightsForm):
    """`RightsForm` with the role."""

    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in GIVEN], initial=Role.STAFF)
    field_order: Sequence[str] = ("role", "clearance", "until_on", "reason")


class GiveForm(RoleForm):
    """A membership for an existing account. `people` are the accounts to choose from."""

    user = PersonField(label=_("Who"), queryset=User.objects.none(), to_field_name="username")
    field_order = ("user", *RoleForm.field_order)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("PersonField", self.fields["user"]).queryset = people


class InviteForm(RoleForm):
    """A new account with its first membership."""

    username = Text(
        label=_("User name"), max_length=150, help_text=_("By which they sign in. It does not change later."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "none"}),
    )  # fmt: skip
    name = line(_("Name"), 120, _("As colleagues read it."), required=True)
    email = forms.EmailField(label=_("E-mail address"), help_text=_("The letter with the link goes there."))
    field_order = ("username", "name", "email", *RoleForm.field_order)


class AccountForm(forms.Form):
    """The editable fields of an account."""

    name = line(_("Name"), 120, required=True)
    email = forms.EmailField(
        label=_("E-mail address"), required=False,
        help_text=_("Links to a new password go there. For accounts that read more, a manager changes it."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The answer to a proposal: yes or no."""

    agree = forms.TypedChoiceField(
        label=_("Your answer"), widget=forms.RadioSelect,
        choices=[("yes", _("I confirm it")), ("no", _("I do not confirm it"))], coerce=lambda value: value == "yes",
        empty_value=None,
    )  # fmt: skip
    answer = long_text(_("Why"), _("Needed if you do not confirm."))


class PasswordForm(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("Password"), strip=False, help_text=_("At least 12 characters, and none that are often used."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned and "password" in cleaned and cleaned.get("again") not in {None, cleaned["password"]}:
            self.add_error("again", _("The two are not the same."))
        return cleaned
