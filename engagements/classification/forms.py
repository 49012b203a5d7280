"""How a person asks for a lower level, answers, and breaks the glass."""

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
    """A lower level, why, and who is asked, of those who could be."""

    to = forms.TypedChoiceField(label=_("Lower to"), choices=LOWER, coerce=int, initial=Sensitivity.CONFIDENTIAL)
    reason = Text(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever reads the engagement from then on reads it in the history."),
    )  # fmt: skip
    second = SomeoneField(
        label=_("Second manager"), queryset=User.objects.none(), to_field_name="username",
        empty_label=_("Choose a person"),
        help_text=_("Managers who are cleared for it. Whom you name joins the team and reads everything at once."),
    )  # fmt: skip

    def __init__(self, *args: Any, seconds: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SomeoneField", self.fields["second"]).queryset = seconds


class AnswerForm(forms.Form):
    """Yes or no."""

    agree = forms.TypedChoiceField(
        label=_("Your answer"), widget=forms.RadioSelect,
        choices=[("yes", _("I agree: lower it now")), ("no", _("I do not agree"))], coerce=lambda value: value == "yes",
        empty_value=None,
    )  # fmt: skip
    answer = Text(
        label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed if you do not agree."),
    )  # fmt: skip


class GlassForm(forms.Form):
    """The reference that somebody was given, and why it cannot wait."""

    reference = Text(
        label=_("Reference"), max_length=32, widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
        help_text=_("As it was given to you, such as UNOWAS-2016-7KQF."),
    )  # fmt: skip
    reason = Text(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The lead officer and the auditors read it at once, and it stays in the history."),
    )  # fmt: skip
    hours = forms.IntegerField(label=_("For how many hours"), min_value=1, max_value=72, initial=24)


class SensitivityForm(forms.Form):
    """Another level, with a reason."""

    sensitivity = forms.TypedChoiceField(
        label=_("Sensitivity"), choices=Sensitivity.choices, coerce=int,
        help_text=_("Strictly confidential: the named team alone; to lower that again takes a second manager."),
    )  # fmt: skip
    reason = Text(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        help_text=_("Needed to lower it. Whoever reads the engagement from then on reads it in the history."),
    )  # fmt: skip
    may_shut_out = forms.BooleanField(
        label=_("Also if somebody on the team can no longer read it"), required=False,
        help_text=_("Without this, raising stops and names them first."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        within = readable_levels(engagement.lead_office_id, engagement_id=engagement.pk, of_team=True)
        levels = [level for level in Sensitivity.choices if level[0] in within]
        cast("forms.TypedChoiceField", self.fields["sensitivity"]).choices = levels
