"""Lists and forms of partners, persons and contacts. `engagements/pages/partner.py` has the pages of one row."""

from typing import Any, ClassVar

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from engagements.partners import actions, queries
from engagements.partners import forms as typing
from engagements.partners.filters import PARTNERS, PERSONS
from engagements.partners.models import Contact, Mergeable, Partner, Person
from offices.access.permissions import Permission
from offices.access.views import MemberPage
from peaceapp.errors import Text
from peaceapp.lists.shape import Shape
from peaceapp.pages.forms import AddPage, AmendPage, Fieldset, FormPage, group_fields
from peaceapp.pages.lists import ListPage

GROUPS = (
    (_("Identity"), ("name", "acronym", "is_another", "kind", "other_names", "function", "partner", "nationality")),
    (_("Channel"), ("holder", "access", "last_contact_on")),
    (_("Location"), ("seat", "region", "countries", "members")),
    (_("Details"), ("about", "note", "iati_type", "sources")),
    (_("Owner office and sensitivity"), ("office", "sensitivity")),
)


class OfPartners:
    """Mixin of pages about partners."""

    model: ClassVar[type[Any]] = Partner
    noun, area = "partner", "partners"
    plural: Text = _("Partners")
    shape: ClassVar[Shape] = queries.PARTNER_ROW


class OfPersons:
    """Mixin of pages about persons."""

    model: ClassVar[type[Any]] = Person
    noun, area = "person", "persons"
    plural: Text = _("Persons")
    shape: ClassVar[Shape] = queries.PERSON_ROW


class MergeableList(MemberPage, ListPage):
    """Base of the lists of partners and persons, from A to Z."""

    noun: str
    more_label = _("Retired and merged")

    def may_add(self) -> bool:
        return queries.possible_owner_offices(self.rights).exists()

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        same_as = "; ".join(merged.get("acronym") or merged["label"] for merged in row["merged"])
        return row | {"url": reverse(f"{self.noun}-page", args=[row["id"]]), "same_as": same_as}


class PartnerList(OfPartners, MergeableList):
    """`/partners/`: the list of partners."""

    listing, title = PARTNERS, _("Partners")
    lede = _("Organisations that the offices work with, and their part in engagements.")
    fragment, first = "engagements/partners/_results.html", ("office", "kind", "country")
    add = ("partner-add", _("Add partner"))


class PersonList(OfPersons, MergeableList):
    """`/persons/`: the list of persons."""

    listing, title = PERSONS, _("Persons")
    lede = _("Counterparts, mediators and contacts.")
    fragment, first = "engagements/partners/_persons.html", ("office", "nationality", "partner")
    add = ("person-add", _("Add person"))

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        partner = row["partner"]
        return super().present(row) | {"partner_url": reverse("partner-page", args=[partner["id"]]) if partner else ""}


class OfficeRowForms(MemberPage, FormPage):
    """Base of forms of a new or stored partner, person or contact."""

    template = "engagements/partners/form.html"
    permission = Permission.AMEND_PARTNER
    noun: str
    area: str
    plural: Text
    model: ClassVar[type[Any]]

    def fieldsets(self, form: forms.Form) -> list[Fieldset]:
        """The fields in `GROUPS`. `is_another` is shown only after a possible duplicate was found."""
        alike = any(name in form.fields and form.has_error(name, "alike") for name in ("name", "acronym"))
        hidden = {"version"} if alike or form.data.get("is_another") else {"version", "is_another"}
        shown = tuple((legend, tuple(name for name in names if name not in hidden)) for legend, names in GROUPS)
        return group_fields(form, shown)

    def list_url(self) -> str:
        """The URL of the list of partners or persons."""
        return reverse(f"{self.noun}-list")

    def page_url(self, row: Mergeable) -> str:
        """The URL of the row's page."""
        return reverse(f"{self.noun}-page", args=[row.pk])

    def extra(self) -> dict[str, Any]:
        return {"area": self.area, "plural": self.plural, "list_url": self.list_url()}


class AddForms(OfficeRowForms, AddPage):
    """Base of forms of a new row. The user can choose among the offices for which they may add rows."""

    permission = Permission.ADD_PARTNER

    def allowed(self) -> bool:
        return queries.possible_owner_offices(self.rights).exists()

    def form_options(self) -> dict[str, Any]:
        return {
            "keepers": queries.possible_owner_offices(self.rights),
            "keeper": queries.default_owner_office(self.rights),
        }

    def cancel_url(self) -> str:
        return self.list_url()

    def success_url(self, row: Any) -> str:
        return self.page_url(row)


class PartnerAdd(OfPartners, AddForms):
    """`/partners/new/`: the form of a new partner."""

    form, title, create_action = typing.NewPartnerForm, _("Add partner"), staticmethod(actions.add_partner)


class PersonAdd(OfPersons, AddForms):
    """`/persons/new/`: the form of a new person."""

    form, title, create_action = typing.NewPersonForm, _("Add person"), staticmethod(actions.add_person)


class RowForms(OfficeRowForms):
    """Base of forms about the partner or person of the address."""

    @cached_property
    def row(self) -> Any:
        return queries.find(self.model, self.kwargs["key"])

    def allowed(self) -> bool:
        return self.rights.can(self.permission, self.row)

    def cancel_url(self) -> str:
        return self.page_url(self.row)

    def extra(self) -> dict[str, Any]:
        return super().extra() | {"row": self.row, "row_url": self.page_url(self.row)}


class AmendForms(RowForms, AmendPage):
    """Base of forms that change a partner or person."""

    def form_options(self) -> dict[str, Any]:
        return {"had": self.row}

    def values_of(self, row: Any) -> dict[str, Any]:
        return typing.values_of(self.form, row)


class PartnerAmend(OfPartners, AmendForms):
    """`/partners/<id>/edit/`: the form that changes a partner."""

    form, title, update_action = (
        typing.AmendPartnerForm,
        _("Edit partner"),
        staticmethod(actions.amend_partner),
    )


class PersonAmend(OfPersons, AmendForms):
    """`/persons/<id>/edit/`: the form that changes a person."""

    form, title, update_action = typing.AmendPersonForm, _("Edit person"), staticmethod(actions.amend_person)


class ContactForms(OfPersons, OfficeRowForms):
    """Base of forms about a contact of the person of the address."""

    @cached_property
    def person(self) -> Person:
        found: Person = queries.find(Person, self.kwargs["key"])
        return found

    def cancel_url(self) -> str:
        return f"{self.page_url(self.person)}#contacts"

    def extra(self) -> dict[str, Any]:
        return super().extra() | {"row": self.person, "row_url": self.page_url(self.person)}


class ContactAdd(ContactForms, AddForms):
    """`/persons/<id>/contacts/new/`: the form of a new contact."""

    form, title, create_action = typing.NewContactForm, _("Add contact"), staticmethod(actions.add_contact)

    def allowed(self) -> bool:
        return bool(self.person) and super().allowed()  # looks up the person first: 404 before 403

    def related(self) -> dict[str, Any]:
        return {"person": self.person}

    def success_url(self, row: Contact) -> str:
        return self.cancel_url()


class ContactAmend(ContactForms, AmendPage):
    """`/persons/<id>/contacts/<id>/`: the form that changes a contact."""

    form, title, update_action = typing.AmendContactForm, _("Edit contact"), staticmethod(actions.amend_contact)

    def find(self) -> Contact:
        return queries.find_contact(self.person, self.kwargs["contact"])

    def form_options(self) -> dict[str, Any]:
        return {"had": self.row}

    def values_of(self, row: Any) -> dict[str, Any]:
        return typing.values_of(self.form, row)

    def extra(self) -> dict[str, Any]:
        return super().extra() | {"contact": self.row}
