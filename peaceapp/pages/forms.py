"""Pages with a form that ends in one action. Nothing typed is lost: not to an error, nor to a second editor.

`AddPage` adds a row, `AmendPage` changes the one that the address names; `FormPage` is for everything else.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views import View

from peaceapp.errors import DomainError, NotPermitted, Stale, Text
from peaceapp.pages.values import in_words

Fieldset = dict[str, Any]
Groups = tuple[tuple[Text, tuple[str, ...]], ...]
"""Legends of a form, each with the names of its fields."""


def add_form_errors(form: forms.BaseForm, error: ValidationError | DomainError) -> None:
    """Adds the error to its field, or above the form where the form has no such field."""
    if isinstance(error, DomainError):
        form.add_error(None, str(error.message))
        return
    for field, said in getattr(
        error, "error_dict", {None: error.error_list if hasattr(error, "error_list") else []}
    ).items():
        form.add_error(field if field in form.fields else None, said)


def group_fields(form: forms.Form, groups: Groups) -> list[Fieldset]:
    """The fields that `form` has, in these groups; groups without one are left out."""
    found = [(legend, [form[name] for name in names if name in form.fields]) for legend, names in groups]
    return [{"legend": legend, "fields": fields} for legend, fields in found if fields]


def missing(permission: Any) -> str:
    """A sentence with the label of the missing permission; empty without one."""
    label = getattr(permission, "label", "")
    return gettext("Missing permission: %(right)s.") % {"right": label} if label else ""


class FormPage(View):
    """Give `form`, the texts, and `act`, which calls the action and returns where to go."""

    form: ClassVar[type[forms.Form]]
    template: ClassVar[str] = "forms/page.html"
    title: ClassVar[Text]
    submit_label: ClassVar[Text] = _("Save")
    lede: ClassVar[Text] = ""
    done: ClassVar[Text] = ""
    """The message on the next page. Empty where `act` adds its own."""
    groups: ClassVar[Groups] = ()
    """The fieldsets of the form; none: all fields in one."""
    permission: Any = None
    """The right that is needed, if it is one alone: whoever lacks it is told its words."""

    def allowed(self) -> bool:
        """Whether this user may do this; asked before the form is shown and again by the action itself."""
        return True

    def initial(self) -> dict[str, Any]:
        """The initial values of the form."""
        return {}

    def form_options(self) -> dict[str, Any]:
        """More keyword arguments of the form."""
        return {}

    def act(self, values: dict[str, Any]) -> str:
        """Call the action with clean values; returns the address to go to."""
        raise AssertionError("every form page says what it does")  # pragma: no cover

    def cancel_url(self) -> str:
        """Where giving up leads."""
        return "/"

    def fieldsets(self, form: forms.Form) -> list[Fieldset]:
        """The form's fields in `groups`."""
        return group_fields(form, self.groups)

    def extra(self) -> dict[str, Any]:
        """More template context."""
        return {}

    def fresh(self) -> dict[str, Any]:
        """The initial values as they are stored now."""
        return self.initial()

    def refreshed_version(self) -> int | None:
        """The version that a second editor saves over, once they have seen what changed."""
        return None

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The empty or filled-in form."""
        if not self.allowed():
            raise PermissionDenied(missing(self.permission))
        return self.show(self.form(initial=self.initial(), **self.form_options()))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Save and go on; or the form again, 422 with its errors or 409 with what somebody else changed."""
        if not self.allowed():
            raise PermissionDenied(missing(self.permission))
        form = self.form(request.POST, initial=self.initial(), **self.form_options())
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            to = self.act(form.cleaned_data)
            if self.done:
                messages.success(request, str(self.done))
            return redirect(to)
        except Stale:
            theirs = self.differences(form)
            data = request.POST.copy()
            data["version"] = str(self.refreshed_version())
            form.data = data
            return self.show(form, status=409, conflict={"theirs": theirs})
        except (ValidationError, DomainError) as error:
            add_form_errors(form, error)
            return self.show(form, status=403 if isinstance(error, NotPermitted) else 422)

    def differences(self, form: forms.Form) -> list[dict[str, str]]:
        """Each field that was typed other than it stands now, both in words: nothing is put back unseen."""
        stands = self.fresh()
        again = self.form(self.request.POST, initial=stands, **self.form_options())
        return [
            {
                "label": str(field.label),
                "now": in_words(field, stands[name]),
                "yours": in_words(field, form.cleaned_data.get(name)),
            }
            for name, field in again.fields.items()
            if name in stands and name in again.changed_data and not field.widget.is_hidden
        ]

    def show(self, form: forms.Form, status: int = 200, **more: Any) -> HttpResponse:
        """The page with `form` in it."""
        context = {
            "form": form,
            "fieldsets": self.fieldsets(form),
            "title": self.title,
            "lede": self.lede,
            "submit_label": self.submit_label,
            "cancel_url": self.cancel_url(),
            **self.extra(),
            **more,
        }
        return render(self.request, self.template, context, status=status)


class AddPage(FormPage):
    """A form whose values become one new row: give `create_action`."""

    submit_label: ClassVar[Text] = _("Add")
    done: ClassVar[Text] = _("Saved.")
    create_action: ClassVar[Callable[..., Model]]
    """The action, as a `staticmethod`. It is called with `actor`, `related()` and the values of the form."""

    def related(self) -> dict[str, Any]:
        """Rows that the address names and the new one belongs to, as arguments of the action."""
        return {}

    def success_url(self, row: Any) -> str:
        """Where the page leads after `row` was added."""
        return self.cancel_url()

    def act(self, values: dict[str, Any]) -> str:
        return self.success_url(self.create_action(actor=self.request.user, **self.related(), **values))


class AmendPage(FormPage):
    """A form that changes one row, if nobody else has since its writer read it: give `find` and `update_action`.

    The form needs a hidden `version`. Where somebody else changed the row, both versions stand side by side (409).
    """

    done: ClassVar[Text] = _("Changes saved.")
    update_action: ClassVar[Callable[..., Model]]
    """The action, as a `staticmethod`. It is called with the row, `actor` and the values of the form."""

    def find(self) -> Any:
        """The row that the address names; raises `Http404`."""
        raise AssertionError("every page that amends says what")  # pragma: no cover

    @cached_property
    def row(self) -> Any:
        """The row that the address names, read once."""
        return self.find()

    def allowed(self) -> bool:
        return bool(self.rights.can(self.permission, self.row))  # type: ignore[attr-defined]  # of MemberPage

    def values_of(self, row: Any) -> dict[str, Any]:
        """The initial values of the form for `row`: its columns. A reason is given anew each time."""
        return {name: getattr(row, name) for name in self.form.base_fields if name != "reason"}

    def read_again(self) -> Any:
        """The row as it is stored now."""
        return type(self.row)._default_manager.get(pk=self.row.pk)

    def initial(self) -> dict[str, Any]:
        return self.values_of(self.row)

    def fresh(self) -> dict[str, Any]:
        return self.values_of(self.read_again())

    def refreshed_version(self) -> int | None:
        manager = type(self.row)._default_manager
        version: int | None = manager.values_list("version", flat=True).filter(pk=self.row.pk).first()
        return version

    def seen(self, values: dict[str, Any]) -> Any:
        """The row at the version that the writer saw, which is taken out of `values`."""
        self.row.version = values.pop("version")
        return self.row

    def amend(self, row: Any, values: dict[str, Any]) -> None:
        """Call the action."""
        self.update_action(row, actor=self.request.user, **values)

    def success_url(self) -> str:
        """Where the page leads after the change, which may have taken the row out of its writer's sight."""
        return self.cancel_url()

    def act(self, values: dict[str, Any]) -> str:
        self.amend(self.seen(values), values)
        return self.success_url()
