"""Admin of journal entries."""

from django import forms
from django.utils.translation import gettext_lazy as _

from engagements.journal.actions import correct_entry
from engagements.journal.queries import RELATED_HISTORY
from peaceapp.admin import GuardedAdmin, VersionedForm
from peaceapp.pages.fields import Text


class CorrectionForm(VersionedForm):
    """The admin form of an entry, with the reason for the correction."""

    reason = Text(label=_("Reason for the correction"), widget=forms.Textarea(attrs={"rows": 2}))


class JournalEntryAdmin(GuardedAdmin):
    """Entries that the user may see. New entries are added on the engagement's page only."""

    form = CorrectionForm
    update_action, related_history = staticmethod(correct_entry), RELATED_HISTORY
    list_display = ("headline", "engagement", "occurred_on", "kind", "sensitivity")
    list_filter = ("kind", "sensitivity")
    list_select_related = ("engagement",)
    search_fields = ("headline",)
    readonly_fields = ("engagement", "sensitivity", "author", "created_at", "corrected_at")
    extra_fields = ("reason", "seen")
