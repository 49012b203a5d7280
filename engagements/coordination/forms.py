"""Forms of a participation."""

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.coordination.choices import Posture, State
from engagements.coordination.models import Participation
from engagements.partners.models import Partner
from engagements.partners.queries import choosable_rows
from engagements.register.forms import NOT_SAID, date_field, long_text
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import Kind, PartnerRole
from peaceapp.dates import Precision
from peaceapp.pages.fields import Text


class PartnerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Choice of a partner, shown by full name and acronym."""

    def label_from_instance(self, partner: Partner) -> str:
        return f"{partner.name} ({partner.acronym})" if partner.acronym else partner.name


class ParticipationForm(forms.Form):
    """Form of a new participation. `had` is the stored row: its partner can be kept, even if retired."""

    partner = PartnerField(
        label=_("Partner"), queryset=Partner.objects.none(), required=False, empty_label=_("No partner"),
        help_text=_("Give either a partner or an office."),
    )  # fmt: skip
    office = forms.ModelChoiceField(
        label=_("Office"), queryset=Office.objects.all(), required=False, empty_label=_("No office")
    )
    role = forms.ModelChoiceField(
        label=_("Role"), queryset=PartnerRole.objects.filter(retired_on=None), empty_label=_("Choose a role")
    )
    kind = forms.ModelChoiceField(
        label=_("Kind of work"), queryset=Kind.objects.filter(retired_on=None), required=False, empty_label=NOT_SAID[1]
    )
    does = long_text(_("What it does"))
    state = forms.ChoiceField(label=_("State"), choices=State.choices, initial=State.UNDER_WAY)
    posture = forms.ChoiceField(label=_("Posture"), choices=[NOT_SAID, *Posture.choices], required=False)
    country = forms.ModelChoiceField(
        label=_("Country"), queryset=Country.objects.all(), required=False, empty_label=NOT_SAID[1]
    )
    from_on = date_field(label=_("From"), required=False)
    from_precision = forms.ChoiceField(label=_("Date precision"), choices=Precision.choices, initial=Precision.DAY)
    until_on = date_field(label=_("Until"), required=False)
    until_precision = forms.ChoiceField(label=_("Date precision"), choices=Precision.choices, initial=Precision.DAY)
    focal_point = Text(label=_("Focal point"), max_length=160, required=False)
    contribution = long_text(_("Contribution"), rows=2)
    evidence = long_text(_("Evidence"), rows=2)

    def __init__(self, *args: Any, had: Participation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners: QuerySet[Partner] = choosable_rows(Partner)
        if had and had.partner_id:
            partners = Partner.objects.filter(Q(pk__in=partners.values("pk")) | Q(pk=had.partner_id))
        cast("PartnerField", self.fields["partner"]).queryset = partners.order_by("sort_name", "pk")


class AmendParticipationForm(ParticipationForm):
    """Form that changes a participation. `version` is the version that the editor read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def values_of(row: Participation) -> dict[str, Any]:
    """The initial values of `AmendParticipationForm`."""
    return {name: getattr(row, name) for name in AmendParticipationForm.base_fields} | {"state": row.state_now.value}
