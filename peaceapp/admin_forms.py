"""Forms and lists of the administration: they take what is declared, and show what an action refused."""

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
    """Admin list that takes the parameters of its declared filters, search, ordering and paging, and no other.

    Django lets an address filter by any column and, behind a filter's name, by any relation: a list that is narrowed by
    what its reader may not see answers yes or no about it.
    """

    def get_filters(self, request: HttpRequest) -> Any:
        """The filters. 400 for a parameter that none of them reads to the letter."""
        try:
            found = super().get_filters(request)
        except IncorrectLookupParameters as error:
            raise DisallowedModelAdminLookup("unknown parameter") from error
        if found[2] or {IS_POPUP_VAR, TO_FIELD_VAR} & set(self.filter_params):
            raise DisallowedModelAdminLookup("unknown parameter")
        return found


class GuardedForm(forms.ModelForm):  # type: ignore[type-arg]  # of whatever model the admin asks for
    """A row's form. A refusal by the action comes back to it as an error at the field that is meant."""

    refusal: ClassVar[ValidationError | DomainError | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if type(field) is not forms.ModelChoiceField or self.initial.get(name) is None:
                continue
            try:
                field.to_python(self.initial[name])
            except ValidationError:
                self.initial[name] = None  # hidden: as if none were named, and left alone when it is saved so

    def _post_clean(self) -> None:
        """As Django, but for a constraint whose condition names a field that was refused already."""
        try:
            super()._post_clean()  # type: ignore[misc]  # not in the stubs
        except FieldError:
            if not self.errors:
                raise

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refusal is not None:
            add_form_errors(self, self.refusal)
        return cleaned


class VersionedForm(GuardedForm):
    """A row that several people amend: `seen` is the version that the writer saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = getattr(self.instance, "version", None)
