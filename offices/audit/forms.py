"""Form for exporting the audit trail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from peaceapp.pages.fields import long_text


class ExportForm(forms.Form):
    """The reason of the export."""

    reason = long_text(
        _("Reason"), _("Required unless all events are unclassified. The reason is kept in the audit trail.")
    )
