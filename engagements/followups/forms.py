"""Forms of a follow-up."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.coordination.forms import PartnerField
from engagements.followups.choices import Priority
from engagements.followups.models import FollowUp
from engagements.journal.models import JournalEntry
from engagements.partners.models import Partner
from engagements.partners.queries import choosable_rows
from engagements.register.forms import NOT_SAID, date_field, long_text
from engagements.register.models import Engagement
from engagements.register.rules import mark_choices
from engagements.team.forms import SomeoneField
from engagements.team.queries import find_readers
from offices.access.models import User
from offices.access.queries import OWNERS
from offices.directory.models import Office
from peaceapp.access.keys import uuid7
from peaceapp.access.readable_levels import readable_levels
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import Precision
from peaceapp.pages.fields import Text
from peaceapp.search.fields import by_name

MAX_RECENT_ENTRIES = 100
"""Number of entries that can be chosen in `arises_from`."""


def possible_owners(engagement: Engagement | None) -> QuerySet[User]:
    """Users to choose an owner from: the readers of the engagement.

    The action checks on saving whether the owner can read the follow-up itself.
    """
    found = User.objects.filter(OWNERS).order_by(by_name("name"), "username")
    if engagement is None:
        return found
    around = find_readers(engagement)
    return found if around.everybody else found.filter(pk__in=around.ids)


def level_choices(engagement: Engagement | None, offices: Iterable[int | None]) -> list[tuple[str, Any]]:
    """Level choices of a follow-up: those above its engagement's level; for an office's own, up to confidential."""
    if engagement is None:
        level = Sensitivity.CONFIDENTIAL
        higher = [(str(level.value), level.label)] if level in readable_levels(*offices) else []
        return [("", Sensitivity.UNCLASSIFIED.label), *higher]
    return [("", _("Same as the engagement")), *mark_choices(engagement)]


def date_precision_field(**options: Any) -> forms.ChoiceField:
    """Choice of the due date's precision."""
    return forms.ChoiceField(label=_("Date precision"), choices=Precision.choices, initial=Precision.DAY, **options)


class ContentForm(forms.Form):
    """Fields that the form for a new follow-up and the form for changing one share.

    Without `engagement`, the follow-up belongs to an office. `had` is the row before the change: its partner stays a
    choice although retired, its entry although old. `offices` are the choices of an owner office for a new follow-up.
    """

    title = Text(label=_("Action"), max_length=200,
                            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}))  # fmt: skip
    why = long_text(_("Background"), _("The meeting, commitment or recommendation behind the action."))
    responsible_partner = PartnerField(
        label=_("Responsible partner"), queryset=Partner.objects.none(), required=False, empty_label=_("None"),
        help_text=_("The partner that must act."),
    )  # fmt: skip
    priority = forms.ChoiceField(label=_("Priority"), choices=Priority.choices, initial=Priority.NORMAL,
                                 help_text=_("High: a second person must verify completion."))  # fmt: skip
    arises_from = forms.ModelChoiceField(
        label=_("Arises from"), queryset=JournalEntry.objects.none(), required=False, empty_label=NOT_SAID[1]
    )
    sensitivity = forms.TypedChoiceField(label=_("Sensitivity"), coerce=int, empty_value=None, required=False)

    def __init__(
        self,
        *args: Any,
        engagement: Engagement | None,
        had: FollowUp | None = None,
        offices: Iterable[int | None] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        partners: QuerySet[Partner] = choosable_rows(Partner)
        if had and had.responsible_partner:
            partners = Partner.objects.filter(Q(pk__in=partners.values("pk")) | Q(pk=had.responsible_partner.pk))
        cast("PartnerField", self.fields["responsible_partner"]).queryset = partners.order_by("sort_name", "pk")
        keepers = offices or [had.lead_office_id if had else None]
        cast("forms.TypedChoiceField", self.fields["sensitivity"]).choices = level_choices(engagement, keepers)
        if engagement is None:
            del self.fields["arises_from"]
        else:
            cast("forms.ModelChoiceField[JournalEntry]", self.fields["arises_from"]).queryset = _recent(engagement, had)


def _recent(engagement: Engagement, had: FollowUp | None) -> QuerySet[JournalEntry]:
    entries = JournalEntry.objects.filter(engagement=engagement)
    newest = entries.order_by("-occurred_on", "-pk").values("pk")[:MAX_RECENT_ENTRIES]
    wanted = Q(pk__in=list(newest.values_list("pk", flat=True)))
    if had and had.arises_from_id:
        wanted |= Q(pk=had.arises_from_id)
    return entries.filter(wanted).order_by("-occurred_on", "-pk")


class NewForm(ContentForm):
    """Form of a new follow-up of an engagement.

    `key` is drawn when the form is shown, so that sending the form twice adds one follow-up.
    """

    owner = SomeoneField(label=_("Owner"), queryset=User.objects.none(), to_field_name="username", empty_label=None)
    due_on = date_field(label=_("Due"), required=False, help_text=_("Leave empty if there is no date yet."))
    due_precision = date_precision_field()
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)

    field_order = ["title", "why", "owner", "responsible_partner", "due_on", "due_precision", "priority", "arises_from"]

    def __init__(self, *args: Any, engagement: Engagement | None, me: User, **kwargs: Any) -> None:
        super().__init__(*args, engagement=engagement, **kwargs)
        owner = cast("SomeoneField", self.fields["owner"])
        owner.queryset, owner.initial = possible_owners(engagement), me.username


class OfficeForm(NewForm):
    """Form of a new follow-up of an office as a whole. `offices` are the offices to choose from."""

    office = forms.ModelChoiceField(label=_("Office"), queryset=Office.objects.none(), empty_label=None)

    field_order = ["title", "office", *NewForm.field_order[1:]]

    def __init__(self, *args: Any, offices: set[int], me: User, **kwargs: Any) -> None:
        super().__init__(*args, engagement=None, me=me, offices=offices, **kwargs)
        field = cast("forms.ModelChoiceField[Office]", self.fields["office"])
        field.queryset = Office.objects.filter(pk__in=offices, closed_on__isnull=True)
        field.initial = me.home_office_id if me.home_office_id in offices else field.queryset.first()


class AmendForm(ContentForm):
    """Form that changes a follow-up. `version` is the version that the editor read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DueForm(forms.Form):
    """Form that changes or removes the due date, with a reason."""

    due_on = date_field(label=_("Due"), required=False, help_text=_("Leave empty if there is no date yet."))
    due_precision = date_precision_field()
    reason = long_text(
        _("Reason"),
        _("To change a date, give a reason. The reason and the previous date are kept in the change history."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class OwnerForm(forms.Form):
    """Form that gives the follow-up another owner, who must be able to read it."""

    owner = SomeoneField(label=_("Owner"), queryset=User.objects.none(), to_field_name="username", empty_label=None)
    reason = long_text(_("Reason"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, engagement: Engagement | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SomeoneField", self.fields["owner"]).queryset = possible_owners(engagement)


def values_of(row: FollowUp) -> dict[str, Any]:
    """The initial values of `AmendForm`, without partners and entries that the viewer cannot see."""
    names = [name for name in AmendForm.base_fields if name != "sensitivity"]
    mark = row.mark if row.mark and row.mark > row.floor else None
    return {name: getattr(row, name) for name in names} | {"sensitivity": mark}
