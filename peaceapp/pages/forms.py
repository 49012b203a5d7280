"""Pages with a form that calls one action. Errors and edit conflicts show the form again with all typed values.

`AddPage` adds a row, `AmendPage` changes the row of the address, `FormPage` is for all other forms.
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
"""Legends of a form's fieldsets, each with the names of its fields."""


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
    """The fields of `form` in these groups. Groups without a field are left out."""
    found = [(legend, [form[name] for name in names if name in form.fields]) for legend, names in groups]
    return [{"legend": legend, "fields": fields} for legend, fields in found if fields]


def missing(permission: Any) -> str:
    """A sentence with the label of the missing permission; empty without a label."""
    label = getattr(permission, "label", "")
    return gettext("This record needs the permission: %(right)s.") % {"right": label} if label else ""


class FormPage(View):
    """Base view of a form. Subclasses give `form`, the texts, and `act`, which calls the action and returns a URL."""

    form: ClassVar[type[forms.Form]]
    template: ClassVar[str] = "forms/page.html"
    title: ClassVar[Text]
    submit_label: ClassVar[Text] = _("Save")
    lede: ClassVar[Text] = ""
    done: ClassVar[Text] = ""
    """The message on the next page. Empty where `act` adds its own."""
    groups: ClassVar[Groups] = ()
    """The fieldsets of the form. Empty: one fieldset with all fields."""
    permission: Any = None
    """The required permission, if it is a single one. The 403 page shows its label."""

    def allowed(self) -> bool:
        """Whether the user may open the form. The action checks its own permission again."""
        return True

    def initial(self) -> dict[str, Any]:
        """The initial values of the form."""
        return {}

    def form_options(self) -> dict[str, Any]:
        """More keyword arguments of the form."""
        return {}

    def act(self, values: dict[str, Any]) -> str:
        """Calls the action with the cleaned values; returns the URL of the next page."""
        raise AssertionError("Subclasses override `act`.")  # pragma: no cover

    def cancel_url(self) -> str:
        """The URL of the cancel button."""
        return "/"

    def fieldsets(self, form: forms.Form) -> list[Fieldset]:
        """The form's fields in `groups`."""
        return group_fields(form, self.groups)

    def extra(self) -> dict[str, Any]:
        """More template context."""
        return {}

    def fresh(self) -> dict[str, Any]:
        """The initial values, read again from the database."""
        return self.initial()

    def refreshed_version(self) -> int | None:
        """The current version of the row, for the form that is shown after an edit conflict."""
        return None

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Shows the form, empty or filled in."""
        if not self.allowed():
            raise PermissionDenied(missing(self.permission))
        return self.show(self.form(initial=self.initial(), **self.form_options()))

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Saves and redirects. Otherwise shows the form again: 422 with errors, 409 with another editor's changes."""
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
        """The fields whose typed value differs from the stored one, with both values in words."""
        stored = self.fresh()
        again = self.form(self.request.POST, initial=stored, **self.form_options())
        return [
            {
                "label": str(field.label),
                "now": in_words(field, stored[name]),
                "yours": in_words(field, form.cleaned_data.get(name)),
            }
            for name, field in again.fields.items()
            if name in stored and name in again.changed_data and not field.widget.is_hidden
        ]

    def show(self, form: forms.Form, status: int = 200, **more: Any) -> HttpResponse:
        """Renders the page with `form`."""
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
    """A form whose values become one new row. Subclasses give `create_action`."""

    submit_label: ClassVar[Text] = _("Add")
    done: ClassVar[Text] = _("Saved.")
    create_action: ClassVar[Callable[..., Model]]
    """The action, as a `staticmethod`. Called with `actor`, `related()` and the values of the form."""

    def related(self) -> dict[str, Any]:
        """Rows that the address names and the new row belongs to, as keyword arguments of the action."""
        return {}

    def success_url(self, row: Any) -> str:
        """The URL of the page after `row` was added."""
        return self.cancel_url()

    def act(self, values: dict[str, Any]) -> str:
        return self.success_url(self.create_action(actor=self.request.user, **self.related(), **values))


class AmendPage(FormPage):
    """A form that changes one row, unless it was changed since it was read. Give `find` and `update_action`.

    The form needs a hidden field `version`. After an edit conflict (409) the page shows both versions side by side.
    """

    done: ClassVar[Text] = _("Changes saved.")
    update_action: ClassVar[Callable[..., Model]]
    """The action, as a `staticmethod`. Called with the row, `actor` and the values of the form."""

    def find(self) -> Any:
        """The row of the address. Raises `Http404` for hidden and unknown rows."""
        raise AssertionError("Subclasses override `find`.")  # pragma: no cover

    @cached_property
    def row(self) -> Any:
        """The row that the URL names. Read from the database once for each request."""
        return self.find()

    def allowed(self) -> bool:
        return bool(self.rights.can(self.permission, self.row))  # type: ignore[attr-defined]  # `rights` comes from MemberPage

    def values_of(self, row: Any) -> dict[str, Any]:
        """The initial values of the form for `row`: its columns. `reason` starts empty for each change."""
        return {name: getattr(row, name) for name in self.form.base_fields if name != "reason"}

    def read_again(self) -> Any:
        """The row, read again from the database."""
        return type(self.row)._default_manager.get(pk=self.row.pk)

    def initial(self) -> dict[str, Any]:
        return self.values_of(self.row)

    def fresh(self) -> dict[str, Any]:
        return self.values_of(self.read_again())

    def refreshed_version(self) -> int | None:
        manager = type(self.row)._default_manager
        version: int | None = manager.values_list("version", flat=True).filter(pk=self.row.pk).first()
        return version

    def row_as_read(self, values: dict[str, Any]) -> Any:
        """The row, set to the version that the editor read. Takes `version` out of `values`."""
        self.row.version = values.pop("version")
        return self.row

    def amend(self, row: Any, values: dict[str, Any]) -> None:
        """Calls the update action."""
        self.update_action(row, actor=self.request.user, **values)

    def success_url(self) -> str:
        """The URL of the page after the change. The change may have hidden the row from its editor."""
        return self.cancel_url()

    def act(self, values: dict[str, Any]) -> str:
        self.amend(self.row_as_read(values), values)
        return self.success_url()
