"""Forms of a journal entry."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from engagements.journal.choices import EntryKind, Level
from engagements.journal.models import JournalEntry
from engagements.journal.queries import linked_rows
from engagements.partners.models import Partner, Person
from engagements.partners.queries import choosable_rows
from engagements.register.choices import Language
from engagements.register.forms import NOT_SAID, date_field
from engagements.register.models import Engagement
from engagements.register.rules import mark_choices
from offices.geography.models import Country
from peaceapp.access.keys import uuid7
from peaceapp.dates import Precision, today
from peaceapp.pages.fields import Text

NAMED: dict[str, type[Partner] | type[Person]] = {"partners": Partner, "persons": Person, "jointly_with": Partner}
"""Form fields with the partners and persons of an entry."""


class PartnersField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Choice of several partners, shown by full name and acronym."""

    def label_from_instance(self, partner: Partner) -> str:
        return f"{partner.name} ({partner.acronym})" if partner.acronym else partner.name


class QuickForm(forms.Form):
    """Short form of a new entry, on the engagement's page. Only headline and date are required.

    `key` is drawn when the form is shown, so that sending the form twice adds one entry.
    """

    headline = Text(label=_("Headline"), max_length=200,
                               widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}))  # fmt: skip
    body = Text(label=_("Text"), required=False,
                           widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}))  # fmt: skip
    kind = forms.ChoiceField(label=_("Kind"), choices=EntryKind.choices, initial=EntryKind.MEETING)
    occurred_on = date_field(label=_("Date"), initial=today)
    sensitivity = forms.TypedChoiceField(label=_("Sensitivity"), coerce=int, empty_value=None, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)

    def __init__(self, *args: Any, engagement: Engagement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.TypedChoiceField, self.fields["sensitivity"])
        field.choices = [("", _("Same as the engagement")), *mark_choices(engagement)]


class EntryForm(QuickForm):
    """Full form of an entry. Loaded on request, because its lists are long."""

    occurred_until = date_field(label=_("Until"), required=False)
    occurred_precision = forms.ChoiceField(label=_("Date precision"), choices=Precision.choices, initial=Precision.DAY)
    occurred_at = forms.TimeField(label=_("Time"), required=False,
                                  widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))  # fmt: skip
    place = Text(label=_("Place"), max_length=120, required=False)
    country = forms.ModelChoiceField(label=_("Country"), queryset=Country.objects.all(), required=False,
                                     empty_label=NOT_SAID[1])  # fmt: skip
    partners = PartnersField(label=_("Partners"), queryset=Partner.objects.none(), required=False,
                             widget=forms.CheckboxSelectMultiple)  # fmt: skip
    persons = forms.ModelMultipleChoiceField(label=_("Persons"), queryset=Person.objects.none(), required=False,
                                             widget=forms.CheckboxSelectMultiple)  # fmt: skip
    jointly_with = PartnersField(label=_("Jointly with"), queryset=Partner.objects.none(), required=False,
                                 widget=forms.CheckboxSelectMultiple,
                                 help_text=_("Partners of a joint statement or joint mission."))  # fmt: skip
    level = forms.ChoiceField(label=_("Level"), choices=[NOT_SAID, *Level.choices], required=False)
    effort_days = forms.DecimalField(label=_("Effort in days"), required=False, min_value=0, max_value=366,
                                     max_digits=5, decimal_places=2)  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the text"), choices=Language.choices, initial=Language.ENGLISH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Partners and persons of the entry can be kept, even if they are merged or retired.
        named = {name: [row.pk for row in self.initial.get(name) or []] for name in NAMED}
        for name, model in NAMED.items():
            rows = choosable_rows(model) | model._default_manager.filter(pk__in=named[name])
            picker = cast("forms.ModelMultipleChoiceField[Any]", self.fields[name])
            picker.queryset = rows.order_by("sort_name", "pk")


class CorrectForm(EntryForm):
    """Form that corrects an entry, with a reason. `version` is the version that the editor read."""

    reason = Text(label=_("Reason for the correction"), widget=forms.Textarea(attrs={"rows": 2}),
                             help_text=_("The earlier version is kept in the change history."))  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)
    key = None  # type: ignore[assignment]  # Django's way to remove an inherited field


def values_of(entry: JournalEntry) -> dict[str, Any]:
    """The initial values of `CorrectForm`."""
    names = [name for name in CorrectForm.base_fields if name not in {"sensitivity", "reason", *NAMED}]
    mark = entry.mark if entry.mark and entry.mark > entry.floor else None
    return {name: getattr(entry, name) for name in names} | {"sensitivity": mark} | linked_rows(entry)
