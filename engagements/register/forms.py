"""Forms of an engagement."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.partners.models import Person
from engagements.peacemap.models import Capacity, Threat
from engagements.register.choices import Language, Orientation, Origin, Setting
from engagements.register.models import Engagement
from engagements.register.queries import mandate_tasks_of, sdgs_of
from offices.geography.forms import CountryTicks
from offices.geography.models import Country
from offices.mandates.models import MandateTask
from offices.taxonomy.models import Kind, Sdg, Theme
from peaceapp.dates import Precision
from peaceapp.pages import fields
from peaceapp.pages.fields import Text

NOT_SAID = ("", _("Not stated"))


date_field, long_text = fields.date_field, fields.long_text
"""Field functions of `peaceapp.pages.fields`. Forms of an engagement's rows import them from here."""


class ContentForm(forms.Form):
    """Fields that the forms for creating and changing an engagement share."""

    title = Text(label=_("Title"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}))
    countries = forms.ModelMultipleChoiceField(
        label=_("Countries"), queryset=Country.objects.all(), widget=CountryTicks
    )
    kinds = forms.ModelMultipleChoiceField(
        label=_("Kinds"), queryset=Kind.objects.filter(retired_on=None), widget=forms.CheckboxSelectMultiple
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"), queryset=Theme.objects.filter(retired_on=None), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    mandate_tasks = forms.ModelMultipleChoiceField(
        label=_("Mandate tasks"), queryset=MandateTask.objects.order_by("code"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    sdgs = forms.ModelMultipleChoiceField(
        label=_("Sustainable Development Goals"), queryset=Sdg.objects.filter(retired_on=None), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    orientation = forms.ChoiceField(label=_("Orientation"), choices=[NOT_SAID, *Orientation.choices], required=False)
    setting = forms.ChoiceField(label=_("Setting"), choices=[NOT_SAID, *Setting.choices], required=False)
    origin = forms.ChoiceField(label=_("Origin"), choices=[NOT_SAID, *Origin.choices], required=False)
    opened_on = date_field(label=_("Opened on"))
    opened_precision = forms.ChoiceField(label=_("Date precision"), choices=Precision.choices, initial=Precision.DAY)
    summary = long_text(_("Summary"), rows=5)
    entry_point = long_text(
        _("Entry point"), _("The positive opening used, such as water, elections or a mediators' network."), 2
    )
    peace_aim = long_text(
        _("Objective for peace"), _("The peace that the engagement works for, beside the threats addressed."), 2
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=Language.choices, initial=Language.ENGLISH)


class AmendForm(ContentForm):
    """Form that changes an engagement. `version` is the version that the editor read."""

    outcome = long_text(_("Outcome"))
    lessons = long_text(_("Lessons"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class LinkForm(forms.Form):
    """Form that links a row of `offered` to an engagement. The first field is the choice of the row."""

    def __init__(self, *args: Any, offered: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Any]", next(iter(self.fields.values()))).queryset = offered


class ThreatForm(LinkForm):
    """Form that adds a threat addressed by the engagement."""

    threat = forms.ModelChoiceField(
        label=_("Threat"), queryset=Threat.objects.none(), empty_label=_("Choose a threat"),
        help_text=_("Threats are recorded in Peace mapping."),
    )  # fmt: skip


class CapacityForm(LinkForm):
    """Form that adds a capacity for peace that the engagement relies on."""

    capacity = forms.ModelChoiceField(
        label=_("Capacity for peace"), queryset=Capacity.objects.none(), empty_label=_("Choose a capacity"),
        help_text=_("Capacities are recorded in Peace mapping."),
    )  # fmt: skip
    how = long_text(_("How the engagement relies on it"), rows=2)
    do_no_harm = long_text(_("Do no harm"), _("How to avoid harming the capacity."), 2)


class PersonForm(LinkForm):
    """Form that adds a person involved in the engagement."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none(), empty_label=_("Choose a person"))
    function = Text(label=_("Function"), max_length=200, required=False)


def values_of(engagement: Engagement) -> dict[str, Any]:
    """The initial values of `AmendForm`."""
    links = {name: list(getattr(engagement, name).all()) for name in ("countries", "kinds", "themes")}
    links |= {"mandate_tasks": list(mandate_tasks_of(engagement)), "sdgs": list(sdgs_of(engagement))}
    names = [name for name in AmendForm.base_fields if name not in links]
    return {name: getattr(engagement, name) for name in names} | links
