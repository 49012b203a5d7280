"""View that receives the buttons of a status menu."""

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from peaceapp.errors import DomainError, NotPermitted
from peaceapp.lifecycle import Lifecycle, Move
from peaceapp.pages.fields import long_text
from peaceapp.pages.forms import add_form_errors


class MovePage(View):
    """Makes a status move. Subclasses give `lifecycle`, `move` (the action), `find`, `page_url` and `list_url`."""

    lifecycle: ClassVar[Lifecycle]
    move: ClassVar[Callable[..., Any]]

    def find(self) -> Any:
        """The row of the address. Raises `Http404` for hidden and unknown rows."""
        raise AssertionError("Subclasses override `find`.")  # pragma: no cover

    def page_url(self, row: Any) -> str:
        """The URL of the row's own page."""
        raise AssertionError("Subclasses override `page_url`.")  # pragma: no cover

    def list_url(self) -> str:
        """The URL of the next page where the move hid the row from the user."""
        raise AssertionError("Subclasses override `list_url`.")  # pragma: no cover

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Redirects to the row's page with a message. If typed values were refused, shows them in a form (422)."""
        row, name = self.find(), request.POST.get("name", "")
        needs = {need for move in self.lifecycle.moves for need in move.values} | {"reason"}
        given = {need: request.POST.get(need, "") for need in needs}
        try:
            type(self).move(row, actor=request.user, name=name, **given)
        except NotPermitted as error:
            raise PermissionDenied from error
        except (DomainError, ValidationError) as error:
            if any(text.strip() for text in given.values()) and name in self.lifecycle.by_name:
                return self._offer_again(row, name, error)
            words = _in_words(error) if isinstance(error, ValidationError) else str(error.message)
            messages.error(request, words)
        else:
            status = getattr(row, f"get_{self.lifecycle.field}_display")()
            messages.success(request, _("Status: %(status)s") % {"status": status})
        stays = type(row)._default_manager.filter(pk=row.pk).exists()
        return redirect(self.page_url(row) if stays else self.list_url())

    def _offer_again(self, row: Any, name: str, error: DomainError | ValidationError) -> HttpResponse:
        form = MoveForm(self.request.POST, moves=self.lifecycle.by_name[name])
        form.full_clean()
        form.errors.clear()  # only the errors of the action are shown
        add_form_errors(form, error)
        label = self.lifecycle.by_name[name][0].label
        context = {
            "form": form, "title": label, "lede": str(row), "submit_label": label, "engagement": row,
            "cancel_url": self.page_url(row),
        }  # fmt: skip
        return render(self.request, "forms/page.html", context, status=422)


class MoveForm(forms.Form):
    """Form of a refused move, on its own page. The action validates the values."""

    name = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, moves: Iterable[Move], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value in dict.fromkeys(value for move in moves for value in move.values):
            self.fields[value] = long_text(FIELDS.get(value, value))


FIELDS = {
    "reason": gettext_lazy("Reason"), "outcome": gettext_lazy("Outcome"), "lessons": gettext_lazy("Lessons"),
    "evidence": gettext_lazy("Evidence"), "lead_officer": gettext_lazy("Lead officer"),
}  # fmt: skip
"""Labels of the fields in a status menu."""


def _in_words(error: ValidationError) -> str:
    """The messages of the error, each after the label of its field."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        f"{FIELDS[name]}: {message}" if name in FIELDS else message
        for name, found in error.message_dict.items()
        for message in found
    )
