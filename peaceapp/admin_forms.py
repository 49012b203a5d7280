"""Forms and lists of the admin: only declared parameters are accepted, and refusals of actions become form errors."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR, IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldError, ValidationError
from django.http import HttpRequest

from peaceapp.errors import DomainError
from peaceapp.pages.forms import add_form_errors


class DeclaredList(ChangeList):
    """Admin list that accepts only its declared filters, search, ordering and paging.

    Django lets a query string filter by any column, and through a filter's name by any relation. A list filtered by
    hidden values would reveal them.
    """

    def get_filters(self, request: HttpRequest) -> Any:
        """The filters; 400 for a parameter that no filter declares."""
        try:
            found = super().get_filters(request)
        except IncorrectLookupParameters as error:
            raise DisallowedModelAdminLookup("unknown parameter") from error
        if found[2] or {IS_POPUP_VAR, TO_FIELD_VAR} & set(self.filter_params):
            raise DisallowedModelAdminLookup("unknown parameter")
        return found


class GuardedForm(forms.ModelForm):  # type: ignore[type-arg]  # for any model
    """The form of a row. A refusal by the action is shown at the field that it concerns."""

    refusal: ClassVar[ValidationError | DomainError | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if type(field) is not forms.ModelChoiceField or self.initial.get(name) is None:
                continue
            try:
                field.to_python(self.initial[name])
            except ValidationError:
                self.initial[name] = None  # hidden from the user: shown as empty, and unchanged if saved empty

    def _post_clean(self) -> None:
        """Calls Django's method. Ignores a constraint whose condition names an excluded, invalid field."""
        try:
            super()._post_clean()  # type: ignore[misc]  # missing in the stubs
        except FieldError:
            if not self.errors:
                raise

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusal is not None:
            add_form_errors(self, self.refusal)
        return cleaned


class VersionedForm(GuardedForm):
    """The form of a row with a version: `seen` is the version that the editor read."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = getattr(self.instance, "version", None)
