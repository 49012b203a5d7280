"""Pages of the audit trail."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from offices.access.permissions import Permission
from offices.access.views import MemberPage
from offices.audit import actions, queries
from offices.audit.filters import EVENTS
from offices.audit.forms import ExportForm
from offices.audit.models import AuditEvent
from offices.audit.words import in_words
from peaceapp.errors import DomainError, Text
from peaceapp.pages.forms import FormPage, add_form_errors, missing
from peaceapp.pages.lists import ListPage, address, given_parameters


class AuditTrail(MemberPage, ListPage):
    """`/audit/`: the list of events."""

    listing, area = EVENTS, "audit"
    title: Text = gettext_lazy("Audit trail")
    lede = gettext_lazy(
        "Sign-ins, reads of strictly confidential records, changes and refusals. The audit trail cannot be altered."
    )
    fragment = "offices/audit/_results.html"
    first: ClassVar[tuple[str, ...]] = ("verb", "office", "since", "until")
    more_label = gettext_lazy("More filters")

    def tabs(self) -> list[dict[str, Any]]:
        """The whole trail, and one tab for each office that the user manages."""
        path, given = self.request.path, given_parameters(self.request.GET)
        tabs: list[tuple[Any, str, dict[str, str]]] = [(_("All events"), "", {})]
        tabs += [(office, f"?office={office}", {"office": office}) for office in self.rights.managed]
        found = [{"label": label, "url": path + query, "is_here": given == wanted} for label, query, wanted in tabs]
        if self.rights.reviews_access:
            found.append({"label": _("Access review"), "url": reverse("access-review"), "is_here": False})
        return found

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        """Adds words for the codes."""
        return row | in_words(row) | {"sensitivity": row["level"]}

    def export_url(self) -> str:
        """The URL of the export of the listed events; empty without the permission."""
        if not self.rights.can(Permission.EXPORT_TRAIL):
            return ""
        return address(reverse("audit-export"), self.request.GET, cursor=None, ordering=None)

    def _paged(self, page: Any) -> dict[str, Any]:
        return super()._paged(page) | {"export_url": self.export_url()}


class AuditExport(MemberPage, FormPage):
    """`/audit/export/`, with the filters of the list: a file of the listed events."""

    form, permission = ExportForm, Permission.EXPORT_TRAIL
    title, submit_label = gettext_lazy("Export the audit trail"), gettext_lazy("Export as CSV")

    @cached_property
    def events(self) -> QuerySet[AuditEvent]:
        """The events that match the filters."""
        filters = EVENTS.filter(AuditEvent.objects.all(), self.request.GET)
        if not filters.is_valid():
            raise Http404
        found: QuerySet[AuditEvent] = filters.qs
        return found

    def allowed(self) -> bool:
        return self.rights.can(self.permission)

    def cancel_url(self) -> str:
        return address(reverse("audit-trail"), self.request.GET)

    def extra(self) -> dict[str, Any]:
        many, level = queries.count_and_level(self.events)
        count = ngettext("%(number)s event", "%(number)s events", many) % {
            "number": number_format(many, force_grouping=True)
        }
        lede = _("%(count)s. The file is marked %(level)s. The export is recorded in the audit trail.") % {
            "count": count,
            "level": str(level.label).lower(),
        }
        return {"area": "audit", "lede": lede}

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Returns the file, or shows the form with errors."""
        if not self.allowed():
            raise PermissionDenied(missing(self.permission))
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            export = actions.export_trail(self.events, actor=self.user, **form.cleaned_data)
        except (ValidationError, DomainError) as error:
            add_form_errors(form, error)
            return self.show(form, status=422)
        kind = "text/csv; charset=utf-8"
        return FileResponse(export.file, as_attachment=True, filename=export.name, content_type=kind)  # type: ignore[return-value]  # the base class says HttpResponse
