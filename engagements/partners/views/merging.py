"""Pages for merging and retiring partners and persons. Both need a reason and can be undone."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from engagements.partners import actions, queries
from engagements.partners.forms import MergeForm, MergePersonForm, ReasonForm
from engagements.partners.models import Mergeable
from engagements.partners.views import OfPartners, OfPersons, RowForms


class ReasonForms(RowForms):
    """One action on a row, with a reason; back to the row's page."""

    form: ClassVar[type[forms.Form]] = ReasonForm

    def carry_out(self, values: dict[str, Any]) -> Mergeable:
        """Call the action."""
        raise AssertionError("every such page says what it does")  # pragma: no cover

    def act(self, values: dict[str, Any]) -> str:
        return self.page_url(self.carry_out(values))


class MergeForms(ReasonForms):
    """Let a row stand for another."""

    title, submit_label = _("Merge into another"), _("Merge")
    lede = _("What names this one stays as it is, and is read as the other from then on. It can be undone.")
    done = _("Merged. It can be undone here.")

    def form_options(self) -> dict[str, Any]:
        return {"rows": queries.merge_candidates(self.row)}

    def carry_out(self, values: dict[str, Any]) -> Mergeable:
        return actions.merge(self.row, actor=self.user, **values)


class UnmergeForms(ReasonForms):
    """Let it stand for itself again."""

    title, submit_label = _("Undo the merging"), _("Undo")
    lede = _("Undoes the merge: the record stands by itself again, with all that names it.")
    done = _("Merge undone.")

    def carry_out(self, values: dict[str, Any]) -> Mergeable:
        return actions.unmerge(self.row, actor=self.user, **values)


class RetireForms(ReasonForms):
    """Offer it no more."""

    title, submit_label = _("Retire"), _("Retire")
    lede = _("It is offered for nothing new. What names it stays as it is.")
    done = _("Retired. It is offered for nothing new.")

    def carry_out(self, values: dict[str, Any]) -> Mergeable:
        return actions.retire(self.row, actor=self.user, **values)


class RestoreForms(ReasonForms):
    """Offer it again."""

    title, submit_label = _("Restore"), _("Restore")
    lede = _("It is offered again wherever one is chosen.")
    done = _("Restored. It is offered again.")

    def carry_out(self, values: dict[str, Any]) -> Mergeable:
        return actions.restore(self.row, actor=self.user, **values)


class PartnerMerge(OfPartners, MergeForms):
    """`/partners/<id>/merge/`."""

    form = MergeForm


class PersonMerge(OfPersons, MergeForms):
    """`/persons/<id>/merge/`."""

    form = MergePersonForm


class PartnerUnmerge(OfPartners, UnmergeForms):
    """`/partners/<id>/unmerge/`."""


class PersonUnmerge(OfPersons, UnmergeForms):
    """`/persons/<id>/unmerge/`."""


class PartnerRetire(OfPartners, RetireForms):
    """`/partners/<id>/retire/`."""


class PersonRetire(OfPersons, RetireForms):
    """`/persons/<id>/retire/`."""


class PartnerRestore(OfPartners, RestoreForms):
    """`/partners/<id>/restore/`."""


class PersonRestore(OfPersons, RestoreForms):
    """`/persons/<id>/restore/`."""
