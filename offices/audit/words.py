"""Puts events of the trail into words: verb and object, levels and roles by their names, before → after."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offices.access.choices import Role
from offices.audit.choices import Verb
from peaceapp.access.sensitivity import Sensitivity

KINDS = {
    "account": gettext_lazy("account"),
    "address": gettext_lazy("address"),
    "break-glass": gettext_lazy("break-glass access"),
    "engagement": gettext_lazy("engagement"),
    "identity": gettext_lazy("identity at a provider"),
    "second factor": gettext_lazy("second factor"),
    "support": gettext_lazy("supporting office"),
    "team": gettext_lazy("team"),
}
"""Kinds of objects that are not the name of a model, or need another label."""

FIELDS = {
    "made": gettext_lazy("created"),
    "given": gettext_lazy("given"),
    "removed": gettext_lazy("removed"),
    "ended": gettext_lazy("ended"),
    "changed": gettext_lazy("changed"),
    "linked": gettext_lazy("linked"),
    "unlinked": gettext_lazy("unlinked"),
    "invited": gettext_lazy("invited"),
    "invitation_used": gettext_lazy("invitation used"),
    "proposed": gettext_lazy("proposed"),
    "confirmed": gettext_lazy("confirmed"),
    "declined": gettext_lazy("declined"),
    "reason": gettext_lazy("with a reason"),
    "password": gettext_lazy("password"),
    "home_office": gettext_lazy("home office"),
    "is_active": gettext_lazy("active"),
    "is_superuser": gettext_lazy("system administrator"),
    "username": gettext_lazy("user name"),
    "name": gettext_lazy("name"),
    "email": gettext_lazy("email address"),
    "role": gettext_lazy("role"),
    "clearance": gettext_lazy("clearance"),
    "from_on": gettext_lazy("first day"),
    "until_on": gettext_lazy("last day"),
    "lead_officer": gettext_lazy("lead officer"),
    "lead_office": gettext_lazy("lead office"),
    "totp": gettext_lazy("authenticator app"),
    "webauthn": gettext_lazy("passkey"),
    "recovery_codes": gettext_lazy("recovery codes"),
    "read": gettext_lazy("read"),
    "write": gettext_lazy("read and write"),
    "token": gettext_lazy("token"),
    "proposal": gettext_lazy("proposed membership"),
}
"""Labels of field names in events, and of kinds with several parts."""

VERBS = {
    (Verb.CHANGED, "made"): gettext_lazy("Added %(kind)s"),
    (Verb.CHANGED, "removed"): gettext_lazy("Removed %(kind)s"),
    (Verb.CHANGED, ""): gettext_lazy("Changed %(kind)s"),
    (Verb.MEMBERSHIP, "given"): gettext_lazy("Added membership"),
    (Verb.MEMBERSHIP, "ended"): gettext_lazy("Ended membership"),
    (Verb.MEMBERSHIP, "removed"): gettext_lazy("Removed membership"),
    (Verb.MEMBERSHIP, "proposed"): gettext_lazy("Proposed membership"),
    (Verb.MEMBERSHIP, "confirmed"): gettext_lazy("Confirmed membership"),
    (Verb.MEMBERSHIP, "declined"): gettext_lazy("Declined membership"),
    (Verb.MEMBERSHIP, ""): gettext_lazy("Changed membership"),
    (Verb.ACCOUNT, "made"): gettext_lazy("Added %(kind)s"),
    (Verb.ACCOUNT, "removed"): gettext_lazy("Removed %(kind)s"),
    (Verb.ACCOUNT, "invited"): gettext_lazy("Sent invitation"),
    (Verb.ACCOUNT, "invitation_used"): gettext_lazy("Used invitation"),
    (Verb.ACCOUNT, "linked"): gettext_lazy("Linked %(kind)s"),
    (Verb.ACCOUNT, "unlinked"): gettext_lazy("Unlinked %(kind)s"),
    (Verb.ACCOUNT, ""): gettext_lazy("Changed %(kind)s"),
    (Verb.TOKEN, "made"): gettext_lazy("Created token"),
    (Verb.TOKEN, "ended"): gettext_lazy("Ended token"),
    (Verb.RECLASSIFIED, ""): gettext_lazy("Changed sensitivity"),
    (Verb.HANDED_OVER, ""): gettext_lazy("Changed lead officer or office"),
    (Verb.READ, ""): gettext_lazy("Read strictly confidential %(kind)s"),
}
"""Verb and object, by the first field that has an entry."""


def in_words(event: dict[str, Any]) -> dict[str, Any]:
    """`what` was done, `details` (a list) and the `kind_label` of the object, for an event."""
    verb, (kind, *more) = Verb(event["verb"]), _kind(event["kind"])
    fields = list(event["fields"])
    said = next((name for name in fields if (verb, name) in VERBS), "")
    words = VERBS.get((verb, said), verb.label)
    details = [*more, *_details(verb, event["kind"], [name for name in fields if name != said])]
    return {"what": str(words).replace("%(kind)s", kind), "details": details, "kind_label": kind}


def _kind(kind: str) -> list[str]:
    """The label of the object's kind, then the other parts: role and clearance, or scope and ceiling of a token."""
    if kind in KINDS:
        return [str(KINDS[kind])]
    first, *rest = kind.split(" ")
    if first in {"token", "proposal"} and len(rest) == 2:
        sort = _("membership") if first == "proposal" else str(FIELDS[first])
        return [sort, _value("role" if first == "proposal" else "scope", rest[0]), _value("clearance", rest[1])]
    if first in Role.values and len(rest) == 1:
        return [_("membership"), _value("role", first), _value("clearance", rest[0])]
    model = models().get(kind)
    return [str(model._meta.verbose_name) if model else kind]


def _is_computed(kind: str, name: str) -> bool:
    """Whether the column is generated by the database, and so not changed by a user."""
    model = models().get(kind)
    return any(field.name == name and field.generated for field in model._meta.concrete_fields) if model else False


def _details(verb: Verb, kind: str, fields: list[str]) -> Iterator[str]:
    if verb == Verb.RECLASSIFIED and len(fields) > 1:
        yield _change(_("Sensitivity"), _value("clearance", fields[0]), _value("clearance", fields[1]))
        fields = fields[2:]
    for field in fields:
        name, *values = field.split(":")
        if _is_computed(kind, name):
            continue
        label = _field(kind, name)
        yield _change(_capital(label), *(_value(name, value) for value in values)) if len(values) == 2 else label


def _change(label: str, before: str, after: str) -> str:
    words = {"what": label, "before": before or _("none"), "after": after or _("none")}
    return _("%(what)s: %(before)s → %(after)s") % words


def _value(name: str, value: str) -> str:
    """A level or role by its label, a day as a date."""
    if name in {"clearance", "sensitivity"} and value.isdecimal() and int(value) in Sensitivity.values:
        return str(Sensitivity(int(value)).label).lower()
    if name == "role" and value in Role.values:
        return str(Role(value).label).lower()
    if name.endswith("_on") and (day := parse_date(value)):
        return date_format(day, "j M Y")
    return str(FIELDS.get(value, value))


def _field(kind: str, name: str) -> str:
    """The label of a column, as in forms."""
    model = models().get(kind)
    try:
        found = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        found = None
    return str(getattr(found, "verbose_name", "") or FIELDS.get(name, name.replace("_", " ")))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def models() -> dict[str, Any]:
    """The models of our apps by lower-case name, which is the kind of object in events of `note_change`."""
    ours = (model for app in ("offices", "engagements") for model in apps.get_app_config(app).get_models())
    return {str(model._meta.model_name): model for model in ours if model._meta.model_name not in KINDS}
