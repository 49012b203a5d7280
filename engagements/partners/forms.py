"""Forms of partners, persons and contacts."""

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


class PartnerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Choice of a partner, shown by full name and acronym."""

    def label_from_instance(self, partner: Partner) -> str:
        return f"{partner.name} ({partner.acronym})" if partner.acronym else partner.name


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Choice of a person, shown by name and function, because two persons may have the same name."""

    def label_from_instance(self, person: Person) -> str:
        return f"{person.name}, {person.function}" if person.function else person.name


class HolderField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic in the stubs only
    """Choice of a user, shown by full name and user name, because two users may have the same full name."""

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


class OfficeRowForm(forms.Form):
    """Fields that all these forms share. `had` is the stored row: its related rows can be kept, even if retired."""

    sensitivity = forms.TypedChoiceField(
        label=_("Sensitivity"), choices=SHARED, coerce=int,
        help_text=_("Unclassified: all offices. Confidential: cleared members of the owner office."),
    )  # fmt: skip
    sources = Lines(20, label=_("Sources"), required=False, help_text=_("Source codes, one per line."))
    usual = Sensitivity.UNCLASSIFIED
    """Initial level of a new row."""

    def __init__(self, *args: Any, had: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.had = had
        level, keepers = self.fields["sensitivity"], getattr(self.fields.get("office"), "queryset", None)
        level.initial = None if had else self.usual
        limit_level_choices(level, [had.office_id] if keepers is None else keepers.values_list("pk", flat=True))

    def offer(self, name: str, rows: QuerySet[Any]) -> None:
        """Sets the choices of the field `name` to `rows`, and the row that the stored row refers to."""
        now = getattr(self.had, f"{name}_id", None)
        if now:
            rows = rows.model._default_manager.filter(Q(pk__in=rows.values("pk")) | Q(pk=now))
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows


class OwnerOfficeForm(forms.Form):
    """Mixin with the owner office of a new row. `keepers` are the offices to choose from, `keeper` the initial one."""

    office = forms.ModelChoiceField(label=_("Owner office"), queryset=Office.objects.none(), empty_label=None)

    def __init__(self, *args: Any, keepers: QuerySet[Office], keeper: Office | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Office]", self.fields["office"])
        field.queryset, field.initial = keepers, keeper


class VersionForm(forms.Form):
    """Mixin for forms that change a row. `version` is the version that the editor read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class PartnerForm(OfficeRowForm, NamedForm):
    """Fields of a partner."""

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
    """Mixin with the checkbox that is shown after a possible duplicate was found."""

    is_another = forms.BooleanField(
        label=_("This is a different record"),
        required=False,
        help_text=_("The partner or person is not one of those named above."),
    )


class NewPartnerForm(PartnerForm, OwnerOfficeForm, AnotherForm):
    """Form of a new partner."""


class AmendPartnerForm(PartnerForm, VersionForm):
    """Form that changes a partner."""


class PersonForm(OfficeRowForm, NamedForm):
    """Fields of a person."""

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


class NewPersonForm(PersonForm, OwnerOfficeForm, AnotherForm):
    """Form of a new person, confidential by default."""

    usual = Sensitivity.CONFIDENTIAL


class AmendPersonForm(PersonForm, VersionForm):
    """Form that changes a person."""


class ContactForm(OfficeRowForm):
    """Fields of a contact. The level cannot be lower than that of the person."""

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
        kept = Q(pk=self.initial.get("holder"))  # the present holder, even without a membership
        self.offer("holder", User.objects.filter(OWNERS | kept).order_by(by_name("name"), "username"))


class NewContactForm(ContactForm, OwnerOfficeForm):
    """Form of a new contact, confidential by default."""

    usual = Sensitivity.CONFIDENTIAL


class AmendContactForm(ContactForm, VersionForm):
    """Form that changes a contact."""


class ReasonForm(forms.Form):
    """Form with an optional reason."""

    reason = long_text(_("Reason"), _("Kept in the change history."), 2)


class MergeForm(forms.Form):
    """Form that merges a partner into one of `rows`, with a reason."""

    into: "forms.ModelChoiceField[Any]" = PartnerField(
        label=_("Same as"), queryset=Partner.objects.none(), empty_label=_("Choose a record")
    )
    reason = Text(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
                             help_text=_("Kept in the change history."))  # fmt: skip

    def __init__(self, *args: Any, rows: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("PartnerField", self.fields["into"]).queryset = rows


class MergePersonForm(MergeForm):
    """Form that merges a person into one of `rows`, with a reason."""

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
        linked["partner"] = None  # hidden from the viewer: shown as an empty field
    related = {"kind", "nationality", "partner", "holder"}
    return linked | {
        name: getattr(row, f"{name}_id" if name in related else name) for name in form.base_fields if name not in linked
    }
