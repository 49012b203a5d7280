"""OpenAPI schema, generated from the declarations that also answer: shapes, filters, serializers, lifecycles."""

from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent, build_parameter_type
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from peaceapp.filters import AnyOf
from peaceapp.lists.shape import Many, One, Part, Rows, Shape
from peaceapp.problems import MEDIA_TYPE
from peaceapp.rest.fields import Keys, Related, RelatedList

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
TEXTS: Json = {"type": "array", "items": TEXT}
PAIR: Json = {"type": "object", "required": ["id", "label"], "properties": {"id": TEXT, "label": TEXT}}
PROBLEM: Json = {
    "type": "object",
    "description": "RFC 9457. `errors` are there where a field, or a row of several, is to blame.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {
                    "row": {"type": "integer", "description": "Of a bulk: the place in the list, from 0."},
                    "field": TEXT,
                    "code": TEXT,
                    "message": TEXT,
                },
            },
        },
    },
}
MOVES: Json = {
    "type": "object",
    "required": ["results"],
    "properties": {
        "results": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "label", "to", "needs", "takes"],
                "properties": {"name": TEXT, "label": TEXT, "to": TEXT, "needs": TEXTS, "takes": TEXTS},
            },
        }
    },
}
ONE_VERSION: Json = {
    "type": "object",
    "required": ["id", "at", "by", "is_first", "reason", "changes"],
    "properties": {
        "id": {
            **TEXT,
            "nullable": True,
            "description": "By which it is restored; none, where something around changed.",
        },
        "at": {"type": "string", "format": "date-time"},
        "by": {**PAIR, "nullable": True},
        "is_first": {"type": "boolean"},
        "reason": TEXT,
        "changes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "before", "after"],
                "properties": {"field": TEXT, "before": {"nullable": True}, "after": {"nullable": True}},
            },
        },
    },
}
TYPES: dict[type[Any], Json] = {
    models.DateTimeField: {"type": "string", "format": "date-time"},
    models.DateField: {"type": "string", "format": "date"},
    models.TimeField: {"type": "string", "format": "time"},
    models.UUIDField: {"type": "string", "format": "uuid"},
    models.BooleanField: {"type": "boolean"},
    models.IntegerField: {"type": "integer"},
}
MANY: Json = {**TEXTS, "description": "Given once or several times: what fits any of them."}
PAGING: dict[str, tuple[Json, str]] = {
    "cursor": (TEXT, "A place in the list, as `next` and `previous` name it."),
    "limit": ({"type": "integer", "minimum": 1, "default": 50}, "Rows on a page; more than 200 are 200."),
    "count": ({"type": "string", "enum": ["0", "1"]}, "1: count the rows too, up to 1,000."),
}


CHANGING = {"change", "make_move", "restore_version"}


class NounSchema(AutoSchema):
    """Describes the handlers of `NounViewSet` and its subclasses by their name."""

    view: Any

    def get_tags(self) -> list[str]:
        """The resource, such as `engagements`."""
        return [self._tokenize_path()[0]]

    def get_operation_id(self) -> str:
        """The resource and the handler, such as `engagements_change`."""
        return f"{self.get_tags()[0].replace('-', '_')}_{getattr(self.view, 'action', self.method.lower())}"

    def get_auth(self) -> list[Json]:
        """The browser's session (writes need the CSRF token as `X-CSRFToken`), or a personal API token."""
        session = {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
        self.registry.register_on_missing(_named("session", session, ResolvedComponent.SECURITY_SCHEMA))
        token = {"type": "http", "scheme": "bearer"}
        self.registry.register_on_missing(_named("token", token, ResolvedComponent.SECURITY_SCHEMA))
        return [{"session": []}, {"token": []}]

    def get_description(self) -> str:  # type: ignore[override]  # the library returns it, too
        """The handler's docstring. The docstring of the viewset is for programmers and is left out."""
        handler = getattr(self.view, getattr(self.view, "action", self.method.lower()))
        return " ".join((handler.__doc__ or "").split())

    def get_request_serializer(self) -> Any:
        """The schema of the request body."""
        match self.view.action:
            case "add":
                return self.view.serializer
            case "add_many":
                item = self.resolve_serializer(self.view.serializer, "request").ref
                return {"application/json": {"type": "array", "items": item, "minItems": 1, "maxItems": 1000}}
            case "change":
                return self.view.amendment
            case "make_move":
                return self.view.move_serializer()
            case "restore_version":
                return self.view.restored
        return getattr(self.view, "readers", {}).get(self.view.action)

    def get_response_serializers(self) -> Any:
        """The schemas of the responses. Every refusal is a problem document."""
        action = getattr(self.view, "action", "")
        code, body = "200", self._body(action)
        if action in {"add", "add_many"}:
            code = "201"
        out_of_sight = (
            {"204": OpenApiResponse(description="Done; the row is now out of the caller's sight.")}
            if action in CHANGING
            else {}
        )
        return {
            code: OpenApiResponse(body, description="Done." if action in CHANGING else ""),
            ("default", MEDIA_TYPE): OpenApiResponse(self._component("Problem", PROBLEM), description="Refused."),
            **out_of_sight,
        }

    def _body(self, action: str) -> Json:
        if action == "moves":
            return MOVES
        if action == "history":
            return _page(self._component("Version", ONE_VERSION))
        if action == "rows":
            return _page(self._row(self.view.listing.shape, ""), is_counted=True)
        if action == "add_many":
            rows = {"type": "array", "items": self._row(self.view.shape, "Whole")}
            return {"type": "object", "required": ["results"], "properties": {"results": rows}}
        shape = getattr(self.view, "shape", None)
        return self._row(shape, "Whole") if shape else {"type": "object", "additionalProperties": {}}

    def _row(self, shape: Shape, suffix: str) -> Json:
        if suffix and shape is self.view.listing.shape:
            suffix = ""
        properties = {name: _property(shape, part) for name, part in shape.parts.items()}
        schema = {"type": "object", "required": list(properties), "properties": properties}
        return self._component(f"{shape.model.__name__}{suffix}Row", schema)

    def _component(self, name: str, schema: Json) -> Json:
        component = _named(name, schema)
        self.registry.register_on_missing(component)
        reference: Json = component.ref
        return reference

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False  # lists are described below, with other paging parameters than the library's

    def _get_filter_parameters(self) -> list[Json]:
        match getattr(self.view, "action", ""):
            case "rows":
                listing = self.view.listing
                names = [sign + name for name in listing.ordering for sign in ("", "-")]
                ordering = ({"type": "string", "enum": names, "default": listing.default}, "")
                filters = {
                    name: (MANY if isinstance(one, AnyOf) else TEXT, str(one.label or ""))
                    for name, one in listing.filters.base_filters.items()
                }
                wanted = filters | {"ordering": ordering} | PAGING
            case "history":
                wanted = {name: PAGING[name] for name in ("cursor", "limit")}
            case _:
                return []
        return [_parameter(name, schema, words) for name, (schema, words) in wanted.items()]

    def _get_parameters(self) -> list[Json]:
        parameters: list[Json] = super()._get_parameters()
        headers = {
            "change": [("If-Match", True, "The ETag of the version that is changed.")],
            "restore_version": [("If-Match", True, "The ETag of the version that is changed.")],
            "make_move": [("If-Match", False, "The ETag of the version that is moved, if it must be this one.")],
        }.get(getattr(self.view, "action", ""), [])
        if self.method == "POST":
            headers = [
                *headers,
                (
                    "Idempotency-Key",
                    False,
                    "A repeat with the same key is not done again: it gets the row as it is now.",
                ),
            ]
        return parameters + [
            build_parameter_type(name=name, schema=TEXT, location="header", required=needed, description=words)
            for name, needed, words in headers
        ]

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        if isinstance(field, RelatedList):
            return {"type": "array", "items": TEXT, "description": f"By {field.key}."}
        if isinstance(field, Related):
            return {**TEXT, "nullable": field.allow_null, "description": f"By {field.key}."}
        if isinstance(field, Keys):
            return {"type": "array", "items": TEXT}
        return super()._map_serializer_field(field, direction, bypass_extensions)  # type: ignore[no-untyped-call]  # untyped library


def _named(name: str, schema: Json, kind: str = ResolvedComponent.SCHEMA) -> Any:
    return ResolvedComponent(name, kind, schema, name)  # type: ignore[no-untyped-call]  # untyped library


def _parameter(name: str, schema: Json, words: str) -> Json:
    found: Json = build_parameter_type(name=name, schema=schema, location=OpenApiParameter.QUERY, description=words)
    return found


def _page(item: Json, is_counted: bool = False) -> Json:
    address = {"type": "string", "format": "uri", "nullable": True}
    counted: Json = {"count": {"type": "integer"}, "count_is_capped": {"type": "boolean"}} if is_counted else {}
    if is_counted:
        words = "Where the answer is not to all that was searched for: a sentence for the reader."
        counted["notices"] = {"type": "array", "items": TEXT, "description": words}
    return {
        "type": "object",
        "required": ["results", "next", "previous"],
        "properties": {"results": {"type": "array", "items": item}, "next": address, "previous": address, **counted},
    }


def _property(shape: Shape, part: Part) -> Json:
    if isinstance(part, Many):
        return {"type": "array", "items": PAIR}
    if isinstance(part, Rows):
        inner = {name: _property(part.shape, each) for name, each in part.shape.parts.items()}
        return {"type": "array", "items": {"type": "object", "required": [*inner], "properties": inner}}
    name = part.path if isinstance(part, One) else part.column
    try:
        field: Any = shape.model._meta.pk if name == "pk" else shape.model._meta.get_field(name)
    except FieldDoesNotExist:  # an annotation, or a lookup into another table
        return TEXT
    base = PAIR if isinstance(part, One) else TEXT if part.turn else _type(field)
    return {**base, "nullable": True} if field.null else base


def _type(field: Any) -> Json:
    if isinstance(field, models.GeneratedField):
        return _type(field.output_field)
    if getattr(field, "base_field", None):
        return {"type": "array", "items": _type(field.base_field)}
    found: Json = next((schema for kind, schema in TYPES.items() if isinstance(field, kind)), TEXT)
    if not field.flatchoices or found is not TEXT:
        return found
    words = [value for value, _label in field.flatchoices]
    return {**found, "enum": [*words, ""] if field.blank and "" not in words else words}
