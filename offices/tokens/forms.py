"""Form for a new token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from offices.tokens.actions import MAX_DAYS
from offices.tokens.choices import Scope
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.pages.fields import Text


class TokenForm(forms.Form):
    """The name, scope, ceiling and end of a new token."""

    name = Text(
        label=_("What it is for"), max_length=80, help_text=_("You will know it by this, such as “Monthly statistics”.")
    )
    scope = forms.ChoiceField(label=_("Scope"), choices=Scope.choices, initial=Scope.READ)
    ceiling = forms.TypedChoiceField(
        label=_("Reads up to"), choices=Sensitivity.choices, coerce=int, initial=Sensitivity.CONFIDENTIAL,
        help_text=_("And never more than you may read yourself at that moment."),
    )  # fmt: skip
    days = forms.IntegerField(label=_("Days until it expires"), min_value=1, max_value=MAX_DAYS, initial=90)
