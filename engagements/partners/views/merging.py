"""Pages that merge, retire and restore partners and persons. All of these actions can be undone."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from engagements.partners import actions, queries
from engagements.partners.forms import MergeForm, MergePersonForm, ReasonForm
from engagements.partners.models import Mergeable
from engagements.partners.views import OfPartners, OfPersons, RowForms


class ReasonForms(RowForms):
    """Base of pages with one action on a row and a reason. Redirects to the row's page."""

    form: ClassVar[type[forms.Form]] = ReasonForm

    def carry_out(self, values: dict[str, Any]) -> Mergeable:
        """Calls the action."""
        raise AssertionError("every such page says what it does")  # pragma: no cover

    def act(self, values: dict[str, Any]) -> str:
        return self.page_url(self.carry_out(values))


class MergeForms(ReasonForms):
    """Form that merges the row into another one."""

    title, submit_label = _("Merge"), _("Merge")
    lede = _("All links to this record are kept and lead to the other record. You can undo the merge.")
    done = _("Records merged. You can undo the merge here.")

    def form_options(self) -> dict[str, Any]:
        return {"rows": queries.merge_candidates(self.row)}

    def carry_out(self, values: dict[str, Any]) -> Mergeable:
        return actions.merge(self.row, actor=self.user, **values)


class UnmergeForms(ReasonForms):
    """Form that undoes the merge of the row."""

    title, submit_label = _("Undo merge"), _("Undo merge")
    lede = _("The record and all its links become separate again.")
    done = _("Merge undone.")

    def carry_out(self, values: dict[str, Any]) -> Mergeable:
        return actions.unmerge(self.row, actor=self.user, **values)


class RetireForms(ReasonForms):
    """Form that retires the row."""

    title, submit_label = _("Retire"), _("Retire")
    lede = _("A retired record cannot be chosen for new records. Existing links are kept.")
    done = _("Record retired. It cannot be chosen for new records.")

    def carry_out(self, values: dict[str, Any]) -> Mergeable:
        return actions.retire(self.row, actor=self.user, **values)


class RestoreForms(ReasonForms):
    """Form that restores the retired row."""

    title, submit_label = _("Restore"), _("Restore")
    lede = _("A restored record can be chosen again.")
    done = _("Record restored. It can be chosen again.")

    def carry_out(self, values: dict[str, Any]) -> Mergeable:
        return actions.restore(self.row, actor=self.user, **values)


class PartnerMerge(OfPartners, MergeForms):
    """`/partners/<id>/merge/`: merges the partner into another one."""

    form = MergeForm


class PersonMerge(OfPersons, MergeForms):
    """`/persons/<id>/merge/`: merges the person into another one."""

    form = MergePersonForm


class PartnerUnmerge(OfPartners, UnmergeForms):
    """`/partners/<id>/unmerge/`: undoes the merge of the partner."""


class PersonUnmerge(OfPersons, UnmergeForms):
    """`/persons/<id>/unmerge/`: undoes the merge of the person."""


class PartnerRetire(OfPartners, RetireForms):
    """`/partners/<id>/retire/`: retires the partner."""


class PersonRetire(OfPersons, RetireForms):
    """`/persons/<id>/retire/`: retires the person."""


class PartnerRestore(OfPartners, RestoreForms):
    """`/partners/<id>/restore/`: restores the retired partner."""


class PersonRestore(OfPersons, RestoreForms):
    """`/persons/<id>/restore/`: restores the retired person."""
