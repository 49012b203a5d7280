"""Pages that add and correct journal entries."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views import View

from engagements.journal import actions, queries
from engagements.journal.forms import CorrectForm, EntryForm, QuickForm, values_of
from engagements.journal.models import JournalEntry
from engagements.register.queries import find_engagement
from offices.access.permissions import Permission
from offices.access.views import MemberPage
from peaceapp.access.keys import derive_key
from peaceapp.errors import DomainError, Text
from peaceapp.pages.forms import AmendPage, add_form_errors
from peaceapp.pages.history import HistoryPage, RestorePage

WHOLE = {"more", *EntryForm.base_fields} - set(QuickForm.base_fields)
"""Fields that only the full form has."""


class EntryLog(MemberPage, View):
    """`/engagements/<reference>/entries/`: receives the forms of a new entry, with and without htmx."""

    def get(self, _request: HttpRequest, reference: str) -> HttpResponse:
        """Redirects to the form on the engagement's page: after a refused entry, a browser may reload this URL."""
        return redirect(reverse("engagement-page", args=[find_engagement(reference).reference]) + "#new-entry")

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Adds the entry. Answers htmx with the new entry, others with a redirect to it on the page.

        Answers 422 with the form and the entered values if the entry is refused. The button `more` adds nothing: it
        answers with the full form, filled with the values of the short one.
        """
        engagement = find_engagement(reference)
        if not self.rights.can(Permission.LOG_ENTRY, engagement):
            raise PermissionDenied
        context: dict[str, Any] = {"engagement": engagement, "is_whole": bool(WHOLE & set(request.POST))}
        if "more" in request.POST:
            typed = {name: request.POST[name] for name in QuickForm.base_fields if name in request.POST}
            return self._form(request, context | {"entry_form": EntryForm(initial=typed, engagement=engagement)}, 200)
        kind = EntryForm if context["is_whole"] else QuickForm
        form = context["entry_form"] = kind(request.POST, engagement=engagement)
        if form.is_valid():
            try:
                key = derive_key(form.cleaned_data["key"], self.user.pk, request.POST)
                values = form.cleaned_data | {"key": key}
                entry = actions.log_entry(actor=self.user, engagement=engagement, **values)
            except (ValidationError, DomainError) as error:
                add_form_errors(form, error)
            else:
                return self._added(request, entry, context)
        return self._form(request, context, 422)

    def _added(self, request: HttpRequest, entry: JournalEntry, context: dict[str, Any]) -> HttpResponse:
        engagement = context["engagement"]
        if not request.headers.get("HX-Request"):
            messages.success(request, _("Entry saved."))
            return redirect(reverse("engagement-page", args=[engagement.reference]) + f"#entry-{entry.pk}")
        count, is_capped = queries.count_entries(engagement)
        context |= {
            "item": queries.present_entry(entry, self.rights),
            "named": queries.named_in_entry(entry),
            "entry_form": QuickForm(engagement=engagement),
            "is_whole": False,
        }
        context |= {"entry_count": count, "entry_count_is_capped": is_capped}
        return render(request, "engagements/journal/_added.html", context)

    def _form(self, request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return render(request, "engagements/journal/_quick.html", context, status=status)
        engagement = context["engagement"]
        context |= {"form": context["entry_form"], "title": _("Add entry"), "submit_label": _("Add entry")}
        context["cancel_url"] = reverse("engagement-page", args=[engagement.reference])
        return render(request, "engagements/journal/form.html", context, status=status)


class EntryCorrect(MemberPage, AmendPage):
    """`/engagements/<reference>/entries/<id>/`: the form that corrects an entry."""

    form, template, permission = CorrectForm, "engagements/journal/form.html", Permission.CORRECT_ENTRY
    title, submit_label = _("Correct entry"), _("Save correction")
    done = _("Correction saved. The earlier version is kept in the change history.")
    update_action = staticmethod(actions.correct_entry)

    def find(self) -> JournalEntry:
        entries = JournalEntry.objects.select_related("engagement", "engagement__lead_office")
        return get_object_or_404(entries, pk=self.kwargs["key"], engagement__reference=self.kwargs["reference"])

    def values_of(self, row: JournalEntry) -> dict[str, Any]:
        return values_of(row)

    def form_options(self) -> dict[str, Any]:
        return {"engagement": self.row.engagement}

    def cancel_url(self) -> str:
        return reverse("engagement-page", args=[self.kwargs["reference"]]) + f"#entry-{self.row.pk}"

    def extra(self) -> dict[str, Any]:
        return {"area": "engagements", "engagement": self.row.engagement, "entry": self.row}


class EntryHistory(MemberPage, HistoryPage):
    """`/engagements/<reference>/entries/<id>/history/`: the corrections of an entry, with the earlier text."""

    shape, related_history, reason_field, restore_policy = (
        queries.ROW,
        queries.RELATED_HISTORY,
        "correction_reason",
        actions.RESTORE,
    )
    labels: ClassVar[dict[str, Text]] = {"body": _("Text"), "corrected_at": ""}

    def row(self) -> JournalEntry:
        entries = JournalEntry.objects.select_related("engagement")
        return get_object_or_404(entries, pk=self.kwargs["key"], engagement__reference=self.kwargs["reference"])

    def context(self, row: Any) -> dict[str, Any]:
        back = reverse("engagement-page", args=[self.kwargs["reference"]]) + f"#entry-{row.pk}"
        lede = _("All corrections of the entry, with author, reason and earlier text.")
        named = [one for rows in queries.linked_rows(row).values() for one in rows]
        return {
            "area": "engagements", "engagement": row.engagement, "entry": row, "named": named, "back_url": back,
            "lede": lede,
        }  # fmt: skip


class EntryRestoreVersion(RestorePage, EntryHistory):
    """`/engagements/<reference>/entries/<id>/history/<version>/restore/`: restores an earlier version."""
