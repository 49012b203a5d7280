"""The page of the audit trail."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from offices.access.views import MemberPage
from offices.audit.choices import Verb
from offices.audit.filters import EVENTS
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.pages.lists import ListPage


class AuditTrail(MemberPage, ListPage):
    """`/audit/`."""

    listing, title, area = EVENTS, _("Audit trail"), "audit"
    lede = _("Who signed in, read what is strictly confidential, changed rights or was refused. It takes no change.")
    fragment = "offices/audit/_results.html"

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        """With words for the codes."""
        return row | {"what": Verb(row["verb"]).label, "level_label": Sensitivity.of(row["level"]).label}
