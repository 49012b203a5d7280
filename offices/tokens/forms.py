"""Form for a new token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from offices.tokens.choices import Scope
from offices.tokens.rules import MAX_DAYS
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.pages.fields import Text


class TokenForm(forms.Form):
    """The name, scope, ceiling and end of a new token."""

    name = Text(label=_("Purpose"), max_length=80, help_text=_("A name for the token, such as “Monthly statistics”."))
    scope = forms.ChoiceField(label=_("Scope"), choices=Scope.choices, initial=Scope.READ)
    ceiling = forms.TypedChoiceField(
        label=_("Highest level"), choices=Sensitivity.choices, coerce=int, initial=Sensitivity.CONFIDENTIAL,
        help_text=_("The token never gives more access than you have yourself."),
    )  # fmt: skip
    days = forms.IntegerField(label=_("Valid for (days)"), min_value=1, max_value=MAX_DAYS, initial=90)
