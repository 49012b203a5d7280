"""Lists of partners and persons, and forms around one. Their pages are compositions: `engagements/pages/partner.py`."""

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
from peaceapp.pages.forms import Fieldset, FormPage
from peaceapp.pages.lists import ListPage

GROUPS = (
    (_("Who it is"), ("name", "acronym", "is_another", "kind", "other_names", "function", "partner", "nationality")),
    (_("The channel"), ("holder", "access", "last_contact_on")),
    (_("Where"), ("seat", "region", "countries", "members")),
    (_("More about it"), ("about", "note", "iati_type", "sources")),
    (_("Who keeps and reads it"), ("office", "sensitivity")),
)


class OfPartners:
    """Base of pages about partners."""

    model: ClassVar[type[Any]] = Partner
    noun, area = "partner", "partners"
    plural: Text = _("Partners")
    shape: ClassVar[Shape] = queries.PARTNER_ROW


class OfPersons:
    """Base of pages about persons."""

    model: ClassVar[type[Any]] = Person
    noun, area = "person", "persons"
    plural: Text = _("Persons")
    shape: ClassVar[Shape] = queries.PERSON_ROW


class MergeableList(MemberPage, ListPage):
    """A list from A to Z."""

    noun: str
    more_label = _("Retired and merged ones")

    def may_add(self) -> bool:
        return queries.keepers(self.rights).exists()

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        same_as = "; ".join(merged.get("acronym") or merged["label"] for merged in row["merged"])
        return row | {"url": reverse(f"{self.noun}-page", args=[row["id"]]), "same_as": same_as}


class PartnerList(OfPartners, MergeableList):
    """`/partners/`."""

    listing, title = PARTNERS, _("Partners")
    lede = _("Organisations that the offices work with: who they are, where, and what they do in engagements.")
    fragment, first = "engagements/partners/_results.html", ("office", "kind", "country")
    add = ("partner-add", _("New partner"))


class PersonList(OfPersons, MergeableList):
    """`/persons/`."""

    listing, title = PERSONS, _("Persons")
    lede = _("Counterparts, mediators and contacts.")
    fragment, first = "engagements/partners/_persons.html", ("office", "nationality", "partner")
    add = ("person-add", _("New person"))

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        partner = row["partner"]
        return super().present(row) | {"partner_url": reverse("partner-page", args=[partner["id"]]) if partner else ""}


class KeptForms(MemberPage, FormPage):
    """A form about a partner or a person, about one that is to be, or about a channel to one."""

    template = "engagements/partners/form.html"
    permission = Permission.AMEND_PARTNER
    noun: str
    area: str
    plural: Text
    model: ClassVar[type[Any]]

    def fieldsets(self, form: forms.Form) -> list[Fieldset]:
        """In the groups above. The tick that it is another one is there once there is something alike."""
        alike = any(name in form.fields and form.has_error(name, "alike") for name in ("name", "acronym"))
        shown = set(form.fields) - ({"version"} if alike or form.data.get("is_another") else {"version", "is_another"})
        groups = [(legend, [form[name] for name in names if name in shown]) for legend, names in GROUPS]
        return [{"legend": legend, "fields": fields} for legend, fields in groups if fields]

    def list_url(self) -> str:
        """The list that the noun has."""
        return reverse(f"{self.noun}-list")

    def page_url(self, row: Mergeable) -> str:
        """The page of a row."""
        return reverse(f"{self.noun}-page", args=[row.pk])

    def extra(self) -> dict[str, Any]:
        return {"area": self.area, "plural": self.plural, "list_url": self.list_url()}


class AddForms(KeptForms):
    """A new row: its keeping office is one of those for which the user may enter any."""

    permission = Permission.ADD_PARTNER
    done = _("Saved.")

    def allowed(self) -> bool:
        return queries.keepers(self.rights).exists()

    def form_options(self) -> dict[str, Any]:
        return {"keepers": queries.keepers(self.rights), "keeper": queries.keeper(self.rights)}

    def cancel_url(self) -> str:
        return self.list_url()


class PartnerAdd(OfPartners, AddForms):
    """`/partners/new/`."""

    form, title, submit_label = typing.NewPartnerForm, _("New partner"), _("Add")

    def act(self, values: dict[str, Any]) -> str:
        return self.page_url(actions.add_partner(actor=self.user, **values))


class PersonAdd(OfPersons, AddForms):
    """`/persons/new/`."""

    form, title, submit_label = typing.NewPersonForm, _("New person"), _("Add")

    def act(self, values: dict[str, Any]) -> str:
        return self.page_url(actions.add_person(actor=self.user, **values))


class RowForms(KeptForms):
    """A form about the row that the address names."""

    @cached_property
    def row(self) -> Any:
        return queries.find(self.model, self.kwargs["key"])

    def allowed(self) -> bool:
        return self.rights.can(self.permission, self.row)

    def cancel_url(self) -> str:
        return self.page_url(self.row)

    def extra(self) -> dict[str, Any]:
        return super().extra() | {"row": self.row, "row_url": self.page_url(self.row)}


class AmendForms(RowForms):
    """A row as it is, to be changed."""

    done = _("Changes saved.")

    @property
    def changed(self) -> Any:
        """The row to change: that of the address, or one that the page shows with it."""
        return self.row

    def form_options(self) -> dict[str, Any]:
        return {"had": self.changed}

    def initial(self) -> dict[str, Any]:
        return typing.as_typed(self.form, self.changed)

    def again(self) -> Any:
        """The same, read afresh."""
        return type(self.changed)._default_manager.get(pk=self.changed.pk)

    def fresh(self) -> dict[str, Any]:
        return typing.as_typed(self.form, self.again())

    def refreshed_version(self) -> int | None:
        version: int = self.again().version
        return version

    def seen(self, values: dict[str, Any]) -> Any:
        """The row to change, at the version that the writer saw."""
        self.changed.version = values.pop("version")
        return self.changed


class PartnerAmend(OfPartners, AmendForms):
    """`/partners/<id>/edit/`."""

    form, title = typing.AmendPartnerForm, _("Edit the partner")

    def act(self, values: dict[str, Any]) -> str:
        actions.amend_partner(self.seen(values), actor=self.user, **values)
        return self.cancel_url()


class PersonAmend(OfPersons, AmendForms):
    """`/persons/<id>/edit/`."""

    form, title = typing.AmendPersonForm, _("Edit the person")

    def act(self, values: dict[str, Any]) -> str:
        actions.amend_person(self.seen(values), actor=self.user, **values)
        return self.cancel_url()


class ContactAdd(OfPersons, AddForms, RowForms):
    """`/persons/<id>/contacts/new/`."""

    form, title, submit_label = typing.NewContactForm, _("New contact"), _("Add")

    def allowed(self) -> bool:
        return self.row is not None and AddForms.allowed(self)  # hidden and unknown come first: not found

    def cancel_url(self) -> str:
        return f"{self.page_url(self.row)}#contacts"

    def act(self, values: dict[str, Any]) -> str:
        actions.add_contact(actor=self.user, person=self.row, **values)
        return self.cancel_url()


class ContactAmend(OfPersons, AmendForms):
    """`/persons/<id>/contacts/<id>/`."""

    form, title = typing.AmendContactForm, _("Edit the contact")

    @cached_property
    def contact(self) -> Contact:
        return queries.find_contact(self.row, self.kwargs["contact"])

    @property
    def changed(self) -> Contact:
        return self.contact

    def allowed(self) -> bool:
        return self.rights.can(self.permission, self.contact)

    def extra(self) -> dict[str, Any]:
        return super().extra() | {"contact": self.contact}

    def cancel_url(self) -> str:
        return f"{self.page_url(self.row)}#contacts"

    def act(self, values: dict[str, Any]) -> str:
        actions.amend_contact(self.seen(values), actor=self.user, **values)
        return self.cancel_url()
