"""Form of a new engagement."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from engagements.register.forms import ContentForm
from offices.directory.models import Office
from peaceapp.access.readable_levels import limit_level_choices
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import today


class OpenForm(ContentForm):
    """Form of a new engagement. `offices` are the offices in which the user may create one."""

    lead_office = forms.ModelChoiceField(label=_("Lead office"), queryset=Office.objects.none())
    sensitivity = forms.TypedChoiceField(
        label=_("Sensitivity"), choices=Sensitivity.choices, coerce=int, initial=Sensitivity.UNCLASSIFIED,
        help_text=_(
            "Unclassified: all offices, including drafts. Confidential: cleared members of your office. Strictly"
            " confidential: the team."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, offices: set[int], home: Office | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Office]", self.fields["lead_office"])
        field.queryset = Office.objects.filter(pk__in=offices, closed_on__isnull=True)
        field.initial = home if home and home.pk in offices else field.queryset.first()
        field.empty_label = None
        limit_level_choices(self.fields["sensitivity"], offices, of_team=True)
        self.fields["opened_on"].initial = today
