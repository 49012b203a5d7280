"""Admin site that writes through actions, checks the same permissions, and stores no row content in its own tables.

Only models registered with a subclass of `GuardedAdmin` appear in it, whatever libraries register.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import update_wrapper
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.contrib.auth.views import redirect_to_login
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import CharField, Model, QuerySet, TextField
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from peaceapp.actions import may
from peaceapp.admin_forms import DeclaredList, GuardedForm, VersionedForm
from peaceapp.errors import DomainError, NotPermitted
from peaceapp.history.versions import RelatedHistory, Version, versions
from peaceapp.pages.fields import Lines, Text
from peaceapp.pages.resubmit import show_submitted_values
from peaceapp.search.queries import found_in, read_words

__all__ = ["DeclaredList", "GuardedAdmin", "GuardedForm", "Site", "VersionedForm", "register_admin_access"]

AdminAccess = Callable[[Any], bool]
_admin_access: list[AdminAccess] = []

REMOVED_URLS = {"password_change", "password_change_done", "logout", "view_on_site", "autocomplete"}
"""URL names of Django's admin that are removed: accounts have their own pages, and pickers are plain lists."""


def register_admin_access(is_open: AdminAccess) -> None:
    """Registers the function that decides who may enter the admin. Called once, by the app that knows memberships."""
    _admin_access[:] = [is_open]


class Site(admin.AdminSite):
    """The admin site. `is_staff` and Django's model permissions are ignored."""

    site_title = site_header = _("PeaceApp administration")
    index_title = _("Reference lists and register")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the user may enter. Cached on the request."""
        if not request.user.is_authenticated:
            return False
        if not hasattr(request, "enters_admin"):
            request.enters_admin = _admin_access[0](request.user)  # type: ignore[attr-defined]  # our own attribute
        return bool(request.enters_admin)  # type: ignore[attr-defined]  # set just above

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Redirects signed-out users to the sign-in; 403 for others without access, which avoids a redirect loop."""
        guarded = super().admin_view(view, cacheable)

        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not request.user.is_authenticated:
                return (
                    show_submitted_values(request)
                    if request.method == "POST"
                    else redirect_to_login(request.get_full_path())
                )
            if not self.has_permission(request):
                raise PermissionDenied(_("Only administrators of an office can use the administration."))
            if "\x00" in request.path or any("\x00" in value for _name, each in request.GET.lists() for value in each):
                raise BadRequest  # PostgreSQL refuses NUL characters
            return guarded(request, *args, **kwargs)

        return update_wrapper(enter, guarded)

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if getattr(url, "name", None) not in REMOVED_URLS]

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Registers subclasses of `GuardedAdmin`; ignores other models."""
        if admin_class is not None and issubclass(admin_class, GuardedAdmin):
            super().register(model_or_iterable, admin_class, **options)


class GuardedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # for any model
    """One model in the admin. Read-only unless it declares the actions that write it.

    `fields` can always be edited; without them, the model's `amendable` columns. `add_fields` can be edited only when a
    row is added, `readonly_fields` never. `link_fields` are lists of linked rows, `extra_fields` form fields without a
    column. `create_action` and `update_action` are actions, as static methods. Rows are not deleted but retired, by an
    update.
    """

    form = GuardedForm
    add_fields: ClassVar[tuple[str, ...]] = ()
    fields: ClassVar[tuple[str, ...]] = ()
    readonly_fields: ClassVar[tuple[str, ...]] = ()
    link_fields: ClassVar[tuple[str, ...]] = ()
    extra_fields: ClassVar[tuple[str, ...]] = ()
    create_action: ClassVar[Callable[..., Any] | None] = None
    update_action: ClassVar[Callable[..., Any] | None] = None
    has_history: ClassVar[bool] = True
    related_history: ClassVar[Sequence[RelatedHistory]] = ()

    actions = None
    formfield_overrides = {CharField: {"form_class": Text}, TextField: {"form_class": Text}}
    show_full_result_count = False
    list_per_page = 50
    object_history_template = "admin/versions.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DeclaredList

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Only the primary key can name a row."""
        return to_field == self.opts.pk.name

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """True for everybody who may enter the admin. Row-level security selects the rows."""
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only for shared lists. A permission on a parent row cannot be checked before the row exists."""
        return getattr(self.create_action, "on", None) in {None, "model"} and self._may(
            request, self.create_action, self.model
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.update_action, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _may(self, request: HttpRequest, act: Callable[..., Any] | None, subject: Any) -> bool:
        if act is None or not self.admin_site.has_permission(request):
            return False
        return may(request.user, act.permission, subject)  # type: ignore[attr-defined]  # every action has this attribute

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Shows lists of names as one name a line, as on the pages, because names may contain commas."""
        if db_field.name != "other_names":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return Lines(
            db_field.base_field.max_length, db_field.size, required=False,
            label=db_field.verbose_name, help_text=db_field.help_text,
        )  # fmt: skip

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Rows that have all words, as in every search: in the search column, or in `search_fields`."""
        columns = self.get_search_fields(request)
        if not columns or not search_term.strip():
            return queryset, False
        terms = read_words(search_term)
        for notice in terms.notices:
            messages.warning(request, notice)
        return found_in(queryset, terms, columns), False

    @property
    def change_fields(self) -> list[str]:
        """The fields that may be typed at any time."""
        return [*(self.fields or getattr(self.model, "amendable", ())), *self.link_fields]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fields = [*self.add_fields, *self.change_fields]
        if obj is None:
            return fields
        return [
            *self.readonly_fields,
            *fields,
            *(self.extra_fields if self.has_change_permission(request, obj) else ()),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        fixed = [*self.readonly_fields, *self.add_fields]
        return fixed if self.has_change_permission(request, obj) else [*fixed, *self.change_fields]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        refusal = getattr(request, "refusal", None)
        return type(form.__name__, (form,), {"refusal": refusal}) if refusal else form

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row. `Http404` for hidden and unknown rows."""
        if not object_id.isascii():
            raise Http404  # `int()` accepts digits of other scripts
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """Shows the form. If the action refuses the values, shows it again with the errors."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except NotPermitted as error:
            raise PermissionDenied from error
        except (ValidationError, DomainError) as error:
            request.refusal = error  # type: ignore[attr-defined]  # read by `get_form`
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Writes through the action that pages and API use."""
        values = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        if self.create_action is not None and not change:
            made = self.create_action(actor=request.user, model=self.model, **values)
            obj.pk, obj._state = made.pk, made._state
        changes = {name: values[name] for name in form.changed_data if name in values}
        if self.update_action is not None and change and changes:
            row = self.model._default_manager.get(pk=obj.pk)
            if "seen" in form.cleaned_data:
                row.version = form.cleaned_data["seen"]
            self.update_action(row, actor=request.user, **changes)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Does nothing: the action has written the links, too."""

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Names of the changed fields, without values."""
        return [
            {"added": {}} if add else {"changed": {"fields": [name for name in form.changed_data if name != "seen"]}}
        ]

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        return self._log(request, obj, ADDITION, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        return self._log(request, obj, CHANGE, message)

    def _log(self, request: HttpRequest, obj: Model, flag: int, message: Any) -> LogEntry:
        """Writes to Django's log, which all administrators can read: keys and field names, no content of rows."""
        return LogEntry.objects.create(
            user_id=request.user.pk or 0,
            content_type=ContentType.objects.get_for_model(type(obj), for_concrete_model=False),
            object_id=str(obj.pk),
            object_repr=str(obj.pk),
            action_flag=flag,
            change_message=json.dumps(message),
        )

    def message_user(
        self, request: HttpRequest, message: Any, level: Any = messages.INFO, *args: Any, **kwargs: Any
    ) -> None:
        """Says that the row is saved, without its title: messages are stored in a cookie or the session table."""
        saved = level == messages.SUCCESS
        super().message_user(request, str(_("Saved.")) if saved else message, level, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The history that the user may read. Django's own log follows no access rule."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_history or not self.has_view_permission(request, row):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("Change history"),
            "module_name": self.opts.verbose_name_plural,
            "object": row,
            "opts": self.opts,
            "versions": self._versions(row),
            **(extra_context or {}),
        }
        return TemplateResponse(request, self.object_history_template, context)

    def _versions(self, row: Model) -> Iterable[dict[str, Any]]:
        found = versions(type(row), row.pk, size=100, related=self.related_history)
        names = dict(get_user_model().objects.filter(pk__in={v.user for v in found}).values_list("pk", "username"))
        return [
            {"version": version, "who": names.get(version.user or 0), "changes": _changes(version)} for version in found
        ]


def _changes(version: Version) -> dict[str, tuple[Any, Any]]:
    """Each field with its values before and after; links by their label."""
    if version.of is None:
        return version.changes
    before, after = (row and row["label"] for row in version.changes[version.of.field])
    return {version.of.field: (before, after)}
