"""The forms of a page, as a browser would read them."""

import random
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin


@dataclass
class Control:
    """A field with its kind, what it holds, and (for lists and buttons that exclude each other) what may be chosen."""

    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    is_many: bool = False


@dataclass
class Form:
    """A form: where it goes, and its controls by name."""

    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)

    def at(self, path: str) -> str:
        """Where it goes from the page at `path`."""
        return urljoin(path, self.action) if self.action else path


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.list: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(of.get("action", ""), of.get("method", "get").lower())
            self.forms.append(self.inside)
        if self.inside is None:
            return
        name = of.get("name", "")
        if tag == "select":
            self.list = self.inside.controls.setdefault(name, Control("select", is_many="multiple" in of))
        elif tag == "option" and self.list is not None:
            self.list.options.append(of.get("value", ""))
            if "selected" in of:
                self.list.value = of.get("value", "")
        elif tag in {"input", "textarea", "button"} and name:
            kind = of.get("type", {"input": "text"}.get(tag, tag))
            one = self.inside.controls.setdefault(name, Control(kind, of.get("value", "")))
            if kind in {"radio", "checkbox"}:
                one.options.append(of.get("value", "on"))
                one.value = of.get("value", "on") if "checked" in of else one.value
                one.is_many = kind == "checkbox"

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        if tag == "select":
            self.list = None


def forms_in(page: str) -> list[Form]:
    """All of them."""
    reader = _Reader()
    reader.feed(page)
    return reader.forms


def filled(form: Form, draw: random.Random) -> dict[str, Any]:
    """The form as somebody might send it: what it holds, and something where it holds nothing."""
    sent: dict[str, Any] = {}
    for name, one in form.controls.items():
        if name == "csrfmiddlewaretoken":
            continue
        match one.kind:
            case "hidden" | "button" | "submit":
                sent[name] = one.value
            case "select" | "radio" | "checkbox":
                choices = [value for value in one.options if value]
                chosen = one.value or (draw.choice(choices) if choices and draw.random() < 0.8 else "")
                if chosen:
                    sent[name] = [chosen] if one.is_many else chosen
            case "date":
                sent[name] = one.value or "2020-03-01"
            case "number":
                sent[name] = one.value or "1"
            case "time":
                sent[name] = one.value or "14:30"
            case _:
                sent[name] = one.value or "Some words"
    return sent
