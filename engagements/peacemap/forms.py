"""Forms of capacities for peace and threats."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from engagements.partners.models import SHARED
from engagements.peacemap.choices import CapacityKind, Depth, Reach
from engagements.peacemap.models import Capacity, Threat
from offices.directory.models import Office
from offices.geography.forms import CountryTicks
from offices.geography.models import Country
from offices.taxonomy.models import CapacityGroup, ThreatType
from peaceapp.access.readable_levels import limit_level_choices
from peaceapp.pages.fields import Text

NOT_SAID = ("", _("Not stated"))


class OfficeRowForm(forms.Form):
    """Fields that both forms share.

    `offices` are the offices for which the user may add rows. Without them the form is for a stored row, which stays
    with its owner office `keeper`.
    """

    office = forms.ModelChoiceField(label=_("Owner office"), queryset=Office.objects.none())
    sensitivity = forms.TypedChoiceField(label=_("Sensitivity"), choices=SHARED, coerce=int)

    def __init__(self, *args: Any, offices: set[int] | None = None, keeper: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_level_choices(self.fields["sensitivity"], [keeper] if offices is None else offices)
        if offices is None:
            del self.fields["office"]
            return
        field = cast("forms.ModelChoiceField[Office]", self.fields["office"])
        field.queryset = Office.objects.filter(pk__in=offices, closed_on__isnull=True)
        field.initial, field.empty_label = field.queryset.first(), None


class CapacityForm(OfficeRowForm):
    """Form of a new capacity for peace. Field names are the action's keyword arguments."""

    title = Text(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    group = forms.ModelChoiceField(
        label=_("Holder"), queryset=CapacityGroup.objects.filter(retired_on=None), empty_label=_("Choose a holder")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=CapacityKind.choices)
    country = forms.ModelChoiceField(
        label=_("Country"), queryset=Country.objects.all(), required=False, empty_label=NOT_SAID[1]
    )
    level = forms.ChoiceField(label=_("Level"), choices=[NOT_SAID, *Reach.choices], required=False)
    what_works = Text(label=_("What still works well"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = Text(label=_("Evidence"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class AmendCapacityForm(CapacityForm):
    """Form that changes a capacity. `version` is the version that the editor read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ThreatForm(OfficeRowForm):
    """Form of a new threat. Field names are the action's keyword arguments."""

    title = Text(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    kind = forms.ModelChoiceField(
        label=_("Type"), queryset=ThreatType.objects.filter(retired_on=None), empty_label=_("Choose a type")
    )
    depth = forms.ChoiceField(label=_("Depth"), choices=Depth.choices)
    region = Text(label=_("Region"), max_length=80, required=False)
    countries = forms.ModelMultipleChoiceField(
        label=_("Countries"), queryset=Country.objects.all(), required=False, widget=CountryTicks
    )


class AmendThreatForm(ThreatForm):
    """Form that changes a threat. `version` is the version that the editor read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def values_of(row: Capacity | Threat, form: type[forms.Form]) -> dict[str, Any]:
    """The initial values of the form."""
    values = {name: getattr(row, name) for name in form.base_fields if name not in {"office", "countries"}}
    if isinstance(row, Threat):
        values["countries"] = [link.country_id for link in row.countries.all()]
    return values
