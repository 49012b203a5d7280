"""Forms to request and decide a lower level, to take break-glass access, and to change the level."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.register.models import Engagement
from engagements.team.forms import SomeoneField
from offices.access.models import User
from peaceapp.access.readable_levels import readable_levels
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.pages.fields import Text

LOWER = [(level.value, level.label) for level in Sensitivity if level < Sensitivity.STRICTLY_CONFIDENTIAL]


class AskForm(forms.Form):
    """Form that requests a lower level. `seconds` are the managers to choose from."""

    to = forms.TypedChoiceField(label=_("Lower to"), choices=LOWER, coerce=int, initial=Sensitivity.CONFIDENTIAL)
    reason = Text(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("All readers of the engagement will see the reason in the change history."),
    )  # fmt: skip
    second = SomeoneField(
        label=_("Second manager"), queryset=User.objects.none(), to_field_name="username",
        empty_label=_("Choose a person"),
        help_text=_("Managers with the clearance. The person joins the team and can read everything at once."),
    )  # fmt: skip

    def __init__(self, *args: Any, seconds: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SomeoneField", self.fields["second"]).queryset = seconds


class AnswerForm(forms.Form):
    """Form that approves or declines a request."""

    agree = forms.TypedChoiceField(
        label=_("Decision"), widget=forms.RadioSelect,
        choices=[("yes", _("Approve: lower the sensitivity now")), ("no", _("Decline"))],
        coerce=lambda value: value == "yes", empty_value=None,
    )  # fmt: skip
    answer = Text(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Required to decline."),
    )  # fmt: skip


class BreakGlassForm(forms.Form):
    """Form for break-glass access: reference, reason and duration."""

    reference = Text(
        label=_("Reference"), max_length=32, widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=_("The reference that you were given, such as UNOWAS-2016-7KQF."),
    )  # fmt: skip
    reason = Text(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The lead officer and the auditors see the reason at once. It is kept in the change history."),
    )  # fmt: skip
    hours = forms.IntegerField(label=_("Duration in hours"), min_value=1, max_value=72, initial=24)


class SensitivityForm(forms.Form):
    """Form that changes the sensitivity level. Offers the levels that the user could still read as a team member."""

    sensitivity = forms.TypedChoiceField(
        label=_("Sensitivity"), choices=Sensitivity.choices, coerce=int,
        help_text=_("Strictly confidential: the named team only. Lowering it again needs a second manager."),
    )  # fmt: skip
    reason = Text(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        help_text=_(
            "Required to lower the level. All readers of the engagement will see the reason in the change history."
        ),
    )  # fmt: skip
    may_shut_out = forms.BooleanField(
        label=_("Raise even if team members lose access"), required=False,
        help_text=_("If not ticked, the change stops and names these team members."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        within = readable_levels(engagement.lead_office_id, engagement_id=engagement.pk, of_team=True)
        levels = [level for level in Sensitivity.choices if level[0] in within]
        cast("forms.TypedChoiceField", self.fields["sensitivity"]).choices = levels
