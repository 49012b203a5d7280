"""Where the buttons of a status menu post."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from peaceapp.errors import DomainError, NotPermitted
from peaceapp.lifecycle import Lifecycle


class MovePage(View):
    """Give `lifecycle`, `move` (the action, by the move's name), how to `find` the row, and its page and list."""

    lifecycle: ClassVar[Lifecycle]
    move: ClassVar[Callable[..., Any]]

    def find(self) -> Any:
        """The row of the address; `Http404` for hidden and unknown alike."""
        raise AssertionError("every such page says which row")  # pragma: no cover

    def page_url(self, row: Any) -> str:
        """The row's own page."""
        raise AssertionError("every such page says where")  # pragma: no cover

    def list_url(self) -> str:
        """Where to go when the move took the row out of sight."""
        raise AssertionError("every such page says where")  # pragma: no cover

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Back to the row's page, with what was done or why it was refused."""
        row = self.find()
        needs = {need for move in self.lifecycle.moves for need in move.values} | {"reason"}
        given = {need: request.POST.get(need, "") for need in needs}
        try:
            type(self).move(row, actor=request.user, name=request.POST.get("name", ""), **given)
        except NotPermitted as error:
            raise PermissionDenied from error
        except DomainError as error:
            messages.error(request, str(error.message))
        except ValidationError as error:
            messages.error(request, _in_words(error))
        else:
            status = getattr(row, f"get_{self.lifecycle.field}_display")()
            messages.success(request, _("Status: %(status)s") % {"status": status})
        stays = type(row)._default_manager.filter(pk=row.pk).exists()
        return redirect(self.page_url(row) if stays else self.list_url())


FIELDS = {
    "reason": gettext_lazy("Reason"), "outcome": gettext_lazy("Outcome"), "lessons": gettext_lazy("Lessons"),
    "evidence": gettext_lazy("Evidence"), "lead_officer": gettext_lazy("Lead officer"),
}  # fmt: skip
"""What the fields of a status menu are called."""


def _in_words(error: ValidationError) -> str:
    """Each message after the name of its field."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        f"{FIELDS[name]}: {message}" if name in FIELDS else message
        for name, found in error.message_dict.items()
        for message in found
    )
