"""Admin of mandates and mandate tasks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from offices.directory.models import Office
from offices.mandates.actions import add_task, amend_task
from offices.mandates.models import MandateTask
from offices.mandates.queries import TASK_RELATED_HISTORY
from offices.taxonomy.models import Theme
from peaceapp.admin import GuardedAdmin, GuardedForm

LASTING = ("from_on", "from_precision", "until_on", "until_precision", "sources")


class MandateAdmin(GuardedAdmin):
    """Mandates. A mandate without an office binds all offices. Its code cannot change."""

    list_display = ("code", "title", "office", "instrument", "adopted_on", "until_on")
    list_filter = ("office", "instrument")
    list_select_related = ("office",)
    search_fields = ("code", "title")
    add_fields = ("code",)
    fields = ("office", "instrument", "title", "symbols", "adopted_on", "adopted_precision", "reviewed_on", "effect",
             *LASTING)  # fmt: skip


class TaskForm(GuardedForm):
    """A task with its offices and themes, which are linked rows."""

    offices = forms.ModelMultipleChoiceField(
        label=_("Offices"), queryset=Office.objects.all(), widget=forms.CheckboxSelectMultiple
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Themes"), queryset=Theme.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = MandateTask
        fields = ("title", "origin", *LASTING)


class MandateTaskAdmin(GuardedAdmin):
    """Mandate tasks. Engagements refer to them; a task ends by its date."""

    form = TaskForm
    create_action, update_action, related_history = (
        staticmethod(add_task),
        staticmethod(amend_task),
        TASK_RELATED_HISTORY,
    )
    list_display = ("code", "title", "from_on", "until_on")
    list_filter = ("offices", "themes")
    search_fields = ("code", "title", "origin")
    add_fields = ("code",)
    fields, link_fields = ("title", "origin", *LASTING), ("offices", "themes")
