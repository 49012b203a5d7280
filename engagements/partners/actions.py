"""Actions on partners, persons and contacts."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagements.partners import queries, rules
from engagements.partners.models import Contact, Mergeable, OfficeRow, Partner, PartnerCountry, Person
from offices.access.models import User
from offices.access.permissions import Permission
from offices.access.queries import OWNERS
from offices.directory.models import Office
from offices.geography.models import Country
from peaceapp.access.readable_levels import validate_readable_level
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.actions import action, insert, set_links, validate_names, write
from peaceapp.dates import today
from peaceapp.errors import Refused
from peaceapp.history.restore import RestorePolicy
from peaceapp.search.names import readings


def _refuse_hiding_from_readers(row: Mergeable, changes: dict[str, Any]) -> None:
    """Checks a new level: the actor and all readers of rows merged into `row` must be able to read it.

    `ValidationError` at `sensitivity` if the actor could not read the row. `Refused` if readers of a merged row could
    not.
    """
    level = changes.get("sensitivity", row.sensitivity)
    validate_readable_level(level, row.office_id)
    if level > row.sensitivity and any(
        rules.would_hide_from_readers(other, row.office_id, level) for other in queries.merged_into(row)
    ):
        raise Refused(_("Other records are merged into this one, and some of their readers would lose access."))


def _insert(row: OfficeRow, key: UUID | None) -> None:
    validate_readable_level(row.sensitivity, row.office_id)
    insert(row, key, unchecked={"office"})


@action(Permission.ADD_PARTNER, on="office")
def add_partner(
    *,
    actor: User,
    office: Office,
    name: str,
    countries: Iterable[Country] = (),
    members: Iterable[Country] = (),
    is_another: bool = False,
    key: UUID | None = None,
    **details: Any,
) -> Partner:
    """Adds a partner that `office` owns.

    1. Checks: `ValidationError` for unknown fields and invalid values; unless `is_another`, at `acronym` or `name` with
       the names of possible duplicates that the actor can see; at `sensitivity` for a level at which the actor could
       not read the row.
    2. Writes the partner, with the primary key `key` if one is given, then its countries and its member states.
       Triggers note the change in the audit trail.
    """
    validate_names(details, Partner.amendable)
    values = rules.checked({"name": name} | details)
    if not is_another:
        _validate_no_duplicate(Partner, values)
    partner = Partner(office=office, **values)
    _insert(partner, key)
    _set_countries(partner, countries, is_member=False)
    _set_countries(partner, members, is_member=True)
    return partner


def _validate_no_duplicate(model: type[Mergeable], values: dict[str, Any]) -> None:
    """`ValidationError` with the names of visible rows that the new row may duplicate.

    At `acronym` if the new row has one, otherwise at `name`. Compares names first, and then looks for names that differ
    by a letter or two.
    """
    names = readings([values["name"], values.get("acronym", ""), *values.get("other_names", [])])
    found, message = queries.find_duplicates(model, names), _("Already recorded: %(names)s.")
    if not found:
        found, message = queries.find_similar(model, values["name"]), _("Did you mean: %(names)s?")
    if found:
        rows: dict[Any, None] = dict.fromkeys(row.merged_into or row for row in found[:5])
        named = "; ".join(rules.label_in_full(row) for row in rows)
        field = "acronym" if values.get("acronym") else "name"
        raise ValidationError({field: ValidationError(message, "alike", {"names": named})})


def _set_countries(partner: Partner, countries: Iterable[Country], *, is_member: bool) -> None:
    links = PartnerCountry.objects.filter(partner=partner, is_member=is_member)
    set_links(links, "country", countries, partner=partner, is_member=is_member)


@action(Permission.AMEND_PARTNER)
def amend_partner(
    partner: Partner,
    *,
    actor: User,
    countries: Iterable[Country] | None = None,
    members: Iterable[Country] | None = None,
    reason: str = "",
    **changes: Any,
) -> Partner:
    """Changes a partner, with an optional reason. Given countries and member states replace the present ones.

    1. Checks: `ValidationError` for unknown fields and invalid values, at `sensitivity` for a level at which the actor
       could not read the row; `Refused` for a level that would hide the row from readers of a row merged into it.
    2. Writes the changes; `Stale` if the partner was changed since it was read. Triggers note the change in the audit
       trail.
    """
    validate_names(changes, Partner.amendable)
    _refuse_hiding_from_readers(partner, changes)
    write(partner, **rules.checked(changes | {"reason": reason}))
    if countries is not None:
        _set_countries(partner, countries, is_member=False)
    if members is not None:
        _set_countries(partner, members, is_member=True)
    return partner


PARTNER_RESTORE = RestorePolicy(amend_partner, Partner.amendable)


@action(Permission.ADD_PARTNER, on="office")
def add_person(
    *,
    actor: User,
    office: Office,
    name: str,
    sensitivity: int = Sensitivity.CONFIDENTIAL,
    is_another: bool = False,
    key: UUID | None = None,
    **details: Any,
) -> Person:
    """Adds a person that `office` owns. Confidential by default, because revealing a name can endanger a life.

    1. Checks: `ValidationError` for unknown fields and invalid values; unless `is_another`, at `name` with the names of
       possible duplicates that the actor can see; at `sensitivity` for a level at which the actor could not read the
       row.
    2. Writes the person, with the primary key `key` if one is given. A trigger notes the change in the audit trail.
    """
    validate_names(details, Person.amendable)
    values = rules.checked({"name": name, "sensitivity": sensitivity} | details)
    if not is_another:
        _validate_no_duplicate(Person, values)
    person = Person(office=office, **values)
    _insert(person, key)
    return person


@action(Permission.AMEND_PARTNER)
def amend_person(person: Person, *, actor: User, reason: str = "", **changes: Any) -> Person:
    """Changes a person, with an optional reason. Keeps a partner that the actor cannot see.

    1. Checks: `ValidationError` for unknown fields and invalid values, at `sensitivity` for a level at which the actor
       could not read the row; `Refused` for a level that would hide the row from readers of a row merged into it.
    2. Writes the changes; `Stale` if the person was changed since it was read. A trigger notes the change in the audit
       trail.
    """
    validate_names(changes, Person.amendable)
    _keep_hidden_partner(person, changes)
    _refuse_hiding_from_readers(person, changes)
    return write(person, **rules.checked(changes | {"reason": reason}))


def _keep_hidden_partner(row: Person | Contact, changes: dict[str, Any]) -> None:
    """Keeps a partner that the actor cannot see: the form shows it as an empty field."""
    if changes.get("partner", row) is not None or row.partner_id is None:
        return
    if not Partner.objects.filter(pk=row.partner_id).exists():
        del changes["partner"]


PERSON_RESTORE = RestorePolicy(amend_person, Person.amendable)


def _validate_holder(holder: User | None) -> None:
    if holder and not User.objects.filter(OWNERS, pk=holder.pk).exists():
        raise ValidationError({"holder": _("This user has no current membership and cannot be a channel holder.")})


@action(Permission.ADD_PARTNER, on="office")
def add_contact(
    *,
    actor: User,
    office: Office,
    person: Person,
    sensitivity: int = Sensitivity.CONFIDENTIAL,
    key: UUID | None = None,
    **details: Any,
) -> Contact:
    """Adds a contact: the channel to a person, held by a user for `office`. Never at a lower level than the person.

    1. Checks: `ValidationError` for unknown fields and invalid values, at `holder` for a user without a present
       membership, at `sensitivity` for a level at which the actor could not read the row.
    2. Writes the contact, with the primary key `key` if one is given. A trigger notes the change in the audit trail.
    """
    validate_names(details, Contact.amendable)
    _validate_holder(details.get("holder"))
    sensitivity = max(sensitivity, person.sensitivity)
    contact = Contact(office=office, person=person, **rules.checked({"sensitivity": sensitivity} | details))
    _insert(contact, key)
    return contact


@action(Permission.AMEND_PARTNER)
def amend_contact(contact: Contact, *, actor: User, reason: str = "", **changes: Any) -> Contact:
    """Changes a contact, with an optional reason. Keeps a partner that the actor cannot see.

    1. Checks: `ValidationError` for unknown fields and invalid values, at `holder` for a new holder without a present
       membership, at `sensitivity` for a level at which the actor could not read the row.
    2. Writes the changes; `Stale` if the contact was changed since it was read. The level is at least that of the
       person. A trigger notes the change in the audit trail.
    """
    validate_names(changes, Contact.amendable)
    _keep_hidden_partner(contact, changes)
    if (holder := changes.get("holder")) and holder.pk != contact.holder_id:  # the present holder may have left
        _validate_holder(holder)
    if "sensitivity" in changes:
        changes["sensitivity"] = max(changes["sensitivity"], contact.person.sensitivity)
        validate_readable_level(changes["sensitivity"], contact.office_id)
    return write(contact, **rules.checked(changes | {"reason": reason}))


CONTACT_RESTORE = RestorePolicy(amend_contact, Contact.amendable)


@action(Permission.AMEND_PARTNER)
def merge(row: Mergeable, *, actor: User, into: Mergeable, reason: str) -> Mergeable:
    """Merges `row` into `into`, with a reason. Pages then show `into` wherever `row` is named.

    1. Checks: `Refused` for a merged row; `ValidationError` at `into` for the row itself, for a merged row, and for a
       row that some readers of `row` cannot read; `Refused` if other rows are merged into `row`; `ValidationError` at
       `reason` without a reason.
    2. Writes `merged_into`; `Stale` if the row was changed since it was read. Rows that refer to `row` are neither
       changed nor counted. A trigger notes the change in the audit trail.
    """
    rules.validate_merge(row, into)
    if type(row)._default_manager.filter(merged_into=row).exists():
        raise Refused(_("Other records are merged into this one. Merge those first."))
    reason = rules.checked({"reason": reason})["reason"]
    if not reason:
        raise ValidationError({"reason": _("Give a reason.")})
    return write(row, merged_into=into, reason=reason)


@action(Permission.AMEND_PARTNER)
def unmerge(row: Mergeable, *, actor: User, reason: str = "") -> Mergeable:
    """Undoes the merge of `row`, with an optional reason.

    `Refused` for a row that is not merged; `Stale` if the row was changed since it was read.
    """
    if row.merged_into_id is None:
        raise Refused(_("This record is not merged."))
    return write(row, merged_into=None, reason=rules.checked({"reason": reason})["reason"])


@action(Permission.AMEND_PARTNER)
def retire(row: Mergeable, *, actor: User, reason: str = "") -> Mergeable:
    """Retires `row`: it cannot be chosen for new records, and records that refer to it stay.

    `Refused` for a retired row; `Stale` if the row was changed since it was read.
    """
    if row.retired_on:
        raise Refused(_("This record is already retired."))
    return write(row, retired_on=today(), reason=rules.checked({"reason": reason})["reason"])


@action(Permission.AMEND_PARTNER)
def restore(row: Mergeable, *, actor: User, reason: str = "") -> Mergeable:
    """Restores a retired `row`: it can be chosen again.

    `Refused` for a row that is not retired; `Stale` if the row was changed since it was read.
    """
    if not row.retired_on:
        raise Refused(_("This record is not retired."))
    return write(row, retired_on=None, reason=rules.checked({"reason": reason})["reason"])
