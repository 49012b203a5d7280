"""Forms that add a team member, change the lead officer, or give an office access."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from offices.access.models import User
from offices.directory.models import Office
from peaceapp.pages.fields import Text


class SomeoneField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """A user, shown by full name and user name, because two users may have the same full name."""

    def label_from_instance(self, user: User) -> str:
        return f"{user} ({user.username})"


class TeamMemberForm(forms.Form):
    """Form that adds a team member. `people` are the users to choose from."""

    username = SomeoneField(
        label=_("Person"), queryset=User.objects.none(), to_field_name="username", empty_label=_("Choose a person"),
        help_text=_("The person needs the clearance for this engagement."),
    )  # fmt: skip
    reason = Text(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SomeoneField", self.fields["username"]).queryset = people


class HandOverForm(forms.Form):
    """Form that changes the lead officer. `people` are the users to choose from.

    `version` is the version that the editor read.
    """

    lead_officer = SomeoneField(
        label=_("Lead officer"), queryset=User.objects.none(), to_field_name="username",
        empty_label=_("Choose a person"),
        help_text=_("The person needs the clearance for this engagement and joins its team."),
    )  # fmt: skip
    reason = Text(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}),
                             help_text=_("Kept in the change history."))  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SomeoneField", self.fields["lead_officer"]).queryset = people


class SupportForm(forms.Form):
    """Form that gives another office access. `offices` are the offices to choose from."""

    office = forms.ModelChoiceField(
        label=_("Office"), queryset=Office.objects.none(), empty_label=_("Choose an office")
    )
    reason = Text(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Office]", self.fields["office"]).queryset = offices
