"""Form fields used by the forms of all nouns."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from peaceapp.text import tidy, tidy_line


def date_field(**options: Any) -> forms.DateField:
    """A date with the browser's date picker, in ISO format in every language."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, input_formats=["%Y-%m-%d"], **options)


class Text(forms.CharField):
    """Text as `peaceapp.text` cleans it: several lines with a `Textarea`, one line with any other widget."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return text
        return (tidy if isinstance(self.widget, forms.Textarea) else tidy_line)(text) or self.empty_value


def line(label: Any, max_length: int, help_text: Any = "", required: bool = False) -> forms.CharField:
    """A text of one line, displayed in the direction of its script."""
    return Text(
        label=label, max_length=max_length, help_text=help_text, required=required,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )  # fmt: skip


def long_text(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    """An optional text of several lines."""
    return Text(
        label=label, help_text=help_text, required=False, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    )


class Lines(Text):
    """A list of short texts, one a line, at most `most` lines. Empty lines and duplicates are dropped."""

    def __init__(self, longest: int, most: int = 100, **options: Any) -> None:
        self.longest, self.most = longest, most
        super().__init__(widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = [text for one in (super().to_python(value) or "").splitlines() if (text := one.strip())]
        if any(len(text) > self.longest for text in lines):
            raise ValidationError(_("At most %(number)d characters per line."), "max_length", {"number": self.longest})
        if len(lines) > self.most:
            raise ValidationError(_("At most %(number)d lines."), "max_lines", {"number": self.most})
        return list(dict.fromkeys(lines))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(list(initial or []) != self.to_python(data))
        except ValidationError:
            return True
