"""Template tags and filters for the components of pages: badges, icons, dates, form fields."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache, wraps
from html import escape
from typing import Any, ParamSpec

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Textarea
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import period_of

register = template.Library()
P = ParamSpec("P")

SHAPES = {
    Sensitivity.UNCLASSIFIED: "plain",
    Sensitivity.CONFIDENTIAL: "conf",
    Sensitivity.STRICTLY_CONFIDENTIAL: "strict",
}


LINE = 200  # characters; fields of at least this length take the whole width
LONG_LIST = 40  # choices; longer lists get a search field
NOT_SAVED = _("Not saved")


def cached_tag(tag: Callable[P, SafeString]) -> Callable[P, SafeString]:
    """Caches a tag's output by arguments and language. For tags that depend on nothing else; lists repeat them."""

    @lru_cache(maxsize=2048)
    def written(_language: str | None, *args: P.args, **kwargs: P.kwargs) -> SafeString:
        return tag(*args, **kwargs)

    @wraps(tag)
    def remember(*args: P.args, **kwargs: P.kwargs) -> SafeString:
        return written(get_language(), *args, **kwargs)  # type: ignore[arg-type]  # all arguments are hashable

    return remember


@register.simple_tag
@cached_tag
def icon(name: str, *, flip: bool = False) -> SafeString:
    """A decorative icon; the text beside it has the meaning. `flip` mirrors a directional icon for right-to-left."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        " icon--flip" if flip else "",
        static("peaceapp/icons.svg"),
        name,
    )


@register.simple_tag
@cached_tag
def status(value: str, label: str | Promise) -> SafeString:
    return format_html('<span class="status status--{}">{}</span>', value, label)


@register.simple_tag
@cached_tag
def sens(value: int | str) -> SafeString:
    level = _level(value)
    mark = "" if level == Sensitivity.UNCLASSIFIED else icon("lock")
    return format_html('<span class="sens sens--{}">{}{}</span>', SHAPES[level], mark, level.label)


@register.simple_tag
def marking(*shown: Any) -> str:
    """The marking on top of a printed page: the label of the highest sensitivity of all rows shown.

    Takes rows (objects or dictionaries with a `sensitivity`), groups of rows under `entries`, and lists of either.
    """
    return str(max(_levels(shown), default=Sensitivity.UNCLASSIFIED).label)


@register.simple_tag
def levels() -> str:
    """The labels of all markings, lowest first. A script raises the marking when rows are added to the page."""
    return "|".join(str(level.label) for level in Sensitivity)


def _levels(shown: Any) -> Iterator[Sensitivity]:
    if isinstance(shown, Mapping):
        if "sensitivity" in shown:
            yield _level(shown["sensitivity"])
        yield from _levels(shown.get("entries", ()))
    elif hasattr(shown, "sensitivity"):
        yield _level(shown.sensitivity)
    elif shown and not isinstance(shown, str):
        for one in shown:
            yield from _levels(one)


def _level(value: int | str) -> Sensitivity:
    """The level as an enum member. An unknown value counts as strictly confidential."""
    try:
        return Sensitivity(int(value)) if str(value).isdigit() else Sensitivity.of(str(value))
    except ValueError:
        return Sensitivity.STRICTLY_CONFIDENTIAL


@register.simple_tag
@cached_tag
def office(acronym: str, name: str = "") -> SafeString:
    """An office by its acronym. With `name`, the full name is read by screen readers and shown on hover."""
    if name:
        return format_html('<abbr class="office" translate="no" title="{}">{}</abbr>', name, acronym)
    return format_html('<span class="office" translate="no">{}</span>', acronym)


@register.simple_tag
def source(code: str, cited: Mapping[str, Any] | None) -> SafeString:
    """The code of a source, as a link if it is one of `cited` (with `title`, `url` and `is_weak`).

    Other text is shown as it was typed.
    """
    found = cited.get(code) if cited else None
    if found is None:
        return format_html('<bdi class="ref">{}</bdi>', code)
    weak = format_html(" <span>{}</span>", _("(weak)")) if found.is_weak else ""
    return format_html(
        '<bdi class="ref"><a class="source" href="{}" title="{}">{}</a>{}</bdi>', found.url, found.title, code, weak
    )


@register.simple_tag
def labels(rows: Sequence[Mapping[str, str]], most: int | None = None) -> SafeString:
    """Labels of related rows (`Many`), separated by commas. After `most` labels it gives the number of the others."""
    text = SafeString(", ".join(escape(row["label"]) for row in rows[:most]))
    rest = len(rows) - most if most is not None else 0
    return text + format_html(gettext(' +{number}<span class="vh"> more</span>'), number=rest) if rest > 0 else text


@register.filter
def initials(name: str) -> str:
    """Up to two letters for the avatar of a person: “Awa Moreau Diallo” becomes “AD”."""
    words = [word for word in str(name).replace(".", " ").replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, wide: bool | None = None, marked: bool = True) -> dict[str, Any]:
    """A form field: label above, control, help text, error. Long texts and choice lists take the whole line.

    In a long list the chosen values come first, and a search field narrows it. `wide` overrides the width. `marked`
    shows whether the field is required; needless where the field is never empty.
    """
    widget = bound.field.widget
    grouped = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    long = grouped or isinstance(widget, Textarea) or bool(getattr(widget, "allow_multiple_selected", False))
    long = long or (getattr(bound.field, "max_length", None) or 0) >= LINE
    choices = bound.subwidgets if grouped else []
    is_long_list = len(choices) > LONG_LIST
    if is_long_list:
        choices = sorted(choices, key=lambda choice: not choice.data["selected"])
    return {
        "field": bound,
        "kind": "check" if isinstance(widget, CheckboxInput) else "group" if grouped else "line",
        "wide": long if wide is None else wide,
        "marked": marked and bound.field.required and not bound.field.disabled,
        "described_by": bound.aria_describedby,
        "choices": choices,
        "is_long_list": is_long_list,
    }


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm, heading: str | Promise = NOT_SAVED) -> dict[str, Any]:
    """The error list at the top of a form: errors of the whole form first, then a link to each field."""
    return {
        "heading": heading,
        "general": form.non_field_errors(),
        "hidden": [(bound.label, error) for bound in form.hidden_fields() for error in bound.errors],
        "fields": [(bound, error) for bound in form.visible_fields() for error in bound.errors],
    }


@register.simple_tag
def moment(at: datetime) -> SafeString:
    """A point in time in the viewer's home time zone, with the zone: “2 Jan 2017, 09:05 UTC+5”."""
    here = localtime(at)
    text = date_format(here, pgettext("day and time", "j M Y, H:i"))
    return format_html(
        '<time class="moment" datetime="{}">{} <span class="zone">{}</span></time>',
        here.isoformat(timespec="minutes"), text, zone_name(here),
    )  # fmt: skip


def zone_name(here: datetime) -> str:
    """The difference of a local time from UTC: “UTC”, “UTC+5”, “UTC−3:30”."""
    minutes = round((here.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "−" if minutes else ""
    return "UTC" + sign + (str(hours) if minutes else "") + (f":{rest:02}" if rest else "")


@register.simple_tag
@cached_tag
def precise_date(on: date | None, until: date | None = None, precision: str = "day") -> SafeString:
    """A date in its own precision: “14–15 Jan 2017”, “Dec 2016”, “2009”, “2016 (about)”.

    The stored date is the first day of the period: “about” 1 January stands for the year, “about” the first day of
    another month for that month.
    """
    if on is None:
        return SafeString("")
    shown = period_of(on, precision)
    first, last = _formats(on, until, shown) if until and until != on else ("", "")
    if until is None or not first or _text(on, shown) == _text(until, shown):
        body = _time(on, shown, _text(on, shown))
    else:
        body = format_html(
            "<bdi>{}–{}</bdi>", _time(on, shown, date_format(on, first)), _time(until, shown, date_format(until, last))
        )
    return format_html("{} {}", body, _("(about)")) if precision == "about" else body


@register.simple_tag
@cached_tag
def time_span(on: date | None, precision: str, until: date | None, until_precision: str) -> SafeString:
    """A period, each date in its own precision; “from …” or “until …” if one date is unknown."""
    if on and until and precision == until_precision:
        return precise_date(on, until, precision)
    first, last = precise_date(on, None, precision), precise_date(until, None, until_precision)
    if on and until:
        return format_html("<bdi>{}–{}</bdi>", first, last)
    first, last = (format_html("<bdi>{}</bdi>", each) for each in (first, last))
    if on:
        return format_html(pgettext("a beginning", "from {}"), first)
    return format_html(pgettext("an end", "until {}"), last) if until else SafeString("")


def _text(on: date, precision: str) -> str:
    return date_format(on, _formats(on, None, precision)[1])


def _time(on: date, precision: str, text: str) -> SafeString:
    machine = {"month": "%Y-%m", "year": "%Y"}.get(precision, "%Y-%m-%d")
    return format_html('<time datetime="{}">{}</time>', on.strftime(machine), text)


def _formats(on: date, until: date | None, precision: str) -> Sequence[str]:
    """The formats of the two dates of a span. A single date has the format of the end of a span over several years.

    The patterns are Django's date format letters and are translated, so that every language has its own order.
    """
    same_year = until is not None and until.year == on.year
    if precision == "year":
        return pgettext("year, from", "Y"), pgettext("year, until or alone", "Y")
    if precision == "month":
        first = pgettext("month, from, in one year", "M") if same_year else pgettext("month, from", "M Y")
        return first, pgettext("month, until or alone", "M Y")
    last = pgettext("day, until or alone", "j M Y")
    if until is not None and same_year and until.month == on.month:
        return pgettext("day, from, in one month", "j"), last
    if same_year:
        return pgettext("day, from, in one year", "j M"), last
    return pgettext("day, from", "j M Y"), last
