"""How a person types who joins the team, leads it, or supports it."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from offices.access.models import User
from offices.directory.models import Office
from peaceapp.pages.fields import Text


class SomeoneField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no subscript at run time
    """A person, by full name and user name: two may share the first."""

    def label_from_instance(self, user: User) -> str:
        return f"{user} ({user.username})"


class SeatForm(forms.Form):
    """Somebody for the team. `people` are those who could join it."""

    username = SomeoneField(
        label=_("Person"), queryset=User.objects.none(), to_field_name="username", empty_label=_("Choose a person"),
        help_text=_("The person needs the clearance for this engagement."),
    )  # fmt: skip
    reason = Text(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SomeoneField", self.fields["username"]).queryset = people


class HandOverForm(forms.Form):
    """Another lead officer, of `people`. `version` is the one that the writer saw."""

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
    """Another office to be let in, of `offices`."""

    office = forms.ModelChoiceField(
        label=_("Office"), queryset=Office.objects.none(), empty_label=_("Choose an office")
    )
    reason = Text(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Office]", self.fields["office"]).queryset = offices
