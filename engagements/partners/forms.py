"""How a person types a partner, a person and a contact."""

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.partners.choices import Access
from engagements.partners.models import LONGEST_NAME, MOST_NAMES, SHARED, OfficeRow, Partner, PartnerCountry, Person
from engagements.partners.queries import choosable_rows
from offices.access.models import User
from offices.access.queries import OWNERS
from offices.directory.models import Office
from offices.geography.forms import CountryTicks
from offices.geography.models import Country
from offices.taxonomy.models import PartnerType
from peaceapp.access.readable_levels import limit_level_choices
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.pages.fields import Lines, Text, date_field, line, long_text
from peaceapp.search.fields import by_name

NOT_SAID = _("Not stated")


class PartnerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no subscript at run time
    """A partner by full name and acronym."""

    def label_from_instance(self, partner: Partner) -> str:
        return f"{partner.name} ({partner.acronym})" if partner.acronym else partner.name


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # likewise
    """A person by name and function: two may share the first."""

    def label_from_instance(self, person: Person) -> str:
        return f"{person.name}, {person.function}" if person.function else person.name


class HolderField(forms.ModelChoiceField):  # type: ignore[type-arg]  # likewise
    """Somebody of the house by full name and user name: two may share the first."""

    def label_from_instance(self, user: User) -> str:
        return f"{user} ({user.username})"


class NamedForm(forms.Form):
    """Mixin for rows with other names."""

    other_names = Lines(
        LONGEST_NAME, most=MOST_NAMES, label=_("Other names"), required=False,
        help_text=_(
            "One per line: acronym in another language, former name, transliteration. The search covers them."
        ),
    )  # fmt: skip


class KeptForm(forms.Form):
    """Fields that the three forms share. `had` is the stored row: rows that it names stay offered, even if retired."""

    sensitivity = forms.TypedChoiceField(
        label=_("Sensitivity"), choices=SHARED, coerce=int,
        help_text=_("Unclassified: all offices. Confidential: cleared members of the owner office."),
    )  # fmt: skip
    sources = Lines(20, label=_("Sources"), required=False, help_text=_("Source codes, one per line."))
    usual = Sensitivity.UNCLASSIFIED
    """The level of a new one, unless its writer says otherwise."""

    def __init__(self, *args: Any, had: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.had = had
        level, keepers = self.fields["sensitivity"], getattr(self.fields.get("office"), "queryset", None)
        level.initial = None if had else self.usual
        limit_level_choices(level, [had.office_id] if keepers is None else keepers.values_list("pk", flat=True))

    def offer(self, name: str, rows: QuerySet[Any]) -> None:
        """`rows` for a field of one row, and what stands there now."""
        now = getattr(self.had, f"{name}_id", None)
        if now:
            rows = rows.model._default_manager.filter(Q(pk__in=rows.values("pk")) | Q(pk=now))
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows


class KeeperForm(forms.Form):
    """The office that is to keep a new row, of `keepers`."""

    office = forms.ModelChoiceField(label=_("Owner office"), queryset=Office.objects.none(), empty_label=None)

    def __init__(self, *args: Any, keepers: QuerySet[Office], keeper: Office | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Office]", self.fields["office"])
        field.queryset, field.initial = keepers, keeper


class VersionForm(forms.Form):
    """A row as it is, to be changed. `version` is the one that the writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class PartnerForm(KeptForm, NamedForm):
    """An organisation."""

    name = line(_("Name"), 200, required=True)
    acronym = line(_("Acronym"), 40)
    kind = forms.ModelChoiceField(label=_("Type"), queryset=PartnerType.objects.none(), empty_label=_("Choose a type"))
    seat = line(_("Seat"), 80)
    region = line(_("Region"), 80)
    iati_type = Text(label=_("IATI organisation type"), max_length=3, required=False)
    countries = forms.ModelMultipleChoiceField(
        label=_("Countries"), queryset=Country.objects.all(), required=False, widget=CountryTicks,
        help_text=_("Countries where the partner is based or works."),
    )  # fmt: skip
    members = forms.ModelMultipleChoiceField(
        label=_("Member states"), queryset=Country.objects.all(), required=False, widget=CountryTicks
    )
    about = long_text(_("About"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("kind", PartnerType.objects.filter(retired_on=None))


class AnotherForm(forms.Form):
    """The tick that is shown once there is something alike."""

    is_another = forms.BooleanField(
        label=_("This is a different record"),
        required=False,
        help_text=_("The partner or person is not one of those named above."),
    )


class NewPartnerForm(PartnerForm, KeeperForm, AnotherForm):
    """A new one."""


class AmendPartnerForm(PartnerForm, VersionForm):
    """One as it is."""


class PersonForm(KeptForm, NamedForm):
    """Somebody outside the house."""

    name = line(_("Name"), 160, required=True)
    function = line(_("Function"), 200)
    nationality = forms.ModelChoiceField(
        label=_("Nationality"), queryset=Country.objects.all(), required=False, empty_label=NOT_SAID
    )
    partner = PartnerField(label=_("Represents"), queryset=Partner.objects.none(), required=False,
                           empty_label=_("No partner"))  # fmt: skip
    about = long_text(_("About"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("partner", choosable_rows(Partner).order_by("sort_name", "pk"))


class NewPersonForm(PersonForm, KeeperForm, AnotherForm):
    """A new one: confidential, unless said otherwise."""

    usual = Sensitivity.CONFIDENTIAL


class AmendPersonForm(PersonForm, VersionForm):
    """One as it is."""


class ContactForm(KeptForm):
    """A channel to a person. Never opener than the person."""

    partner = PartnerField(
        label=_("Partner"), queryset=Partner.objects.none(), required=False, empty_label=_("No partner")
    )
    holder = HolderField(label=_("Channel holder"), queryset=User.objects.none(), required=False,
                         empty_label=NOT_SAID)  # fmt: skip
    access = forms.ChoiceField(label=_("Quality of access"), choices=Access.choices, initial=Access.OPEN)
    last_contact_on = date_field(label=_("Last contact"), required=False)
    note = long_text(_("Note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("partner", choosable_rows(Partner).order_by("sort_name", "pk"))
        kept = Q(pk=self.initial.get("holder"))  # stays, though they have left
        self.offer("holder", User.objects.filter(OWNERS | kept).order_by(by_name("name"), "username"))


class NewContactForm(ContactForm, KeeperForm):
    """A new one: confidential, unless said otherwise."""

    usual = Sensitivity.CONFIDENTIAL


class AmendContactForm(ContactForm, VersionForm):
    """One as it is."""


class ReasonForm(forms.Form):
    """Why, if there is something to say."""

    reason = long_text(_("Reason"), _("Kept in the change history."), 2)


class MergeForm(forms.Form):
    """Which one a row is to stand for, of `rows`, and why."""

    into: "forms.ModelChoiceField[Any]" = PartnerField(
        label=_("Same as"), queryset=Partner.objects.none(), empty_label=_("Choose a record")
    )
    reason = Text(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
                             help_text=_("Kept in the change history."))  # fmt: skip

    def __init__(self, *args: Any, rows: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("PartnerField", self.fields["into"]).queryset = rows


class MergePersonForm(MergeForm):
    """Likewise, for a person."""

    into = PersonField(label=_("Same as"), queryset=Person.objects.none(), empty_label=_("Choose a record"))


def values_of(form: type[forms.Form], row: OfficeRow) -> dict[str, Any]:
    """The initial values of a form that changes `row`."""
    linked: dict[str, Any] = {}
    if isinstance(row, Partner):
        links = list(PartnerCountry.objects.filter(partner=row).select_related("country"))
        for name, is_member in (("countries", False), ("members", True)):
            linked[name] = [link.country for link in links if link.is_member == is_member]
    partner = getattr(row, "partner_id", None)
    if "partner" in form.base_fields and partner and not Partner.objects.filter(pk=partner).exists():
        linked["partner"] = None  # hidden: as if none were named
    related = {"kind", "nationality", "partner", "holder"}
    return linked | {
        name: getattr(row, f"{name}_id" if name in related else name) for name in form.base_fields if name not in linked
    }
