"""Lists of choices are written without a template for each choice, and come out as Django's templates write them."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.html import escape
from django.utils.safestring import mark_safe

from peaceapp.pages.widgets import Controls, Picker

CHOICES = [
    ("", "Any"),
    ("a&b", "Côte d’Ivoire <b>"),
    ("safe", mark_safe("1 &amp; 2")),
    (7, "a number"),
    ("A group & more", [("x", 'X "quoted"'), ("y", "Y")]),
]


def written(widget: forms.Select, value: object, renderer: object) -> str:
    attrs = {"id": "id_it", "required": True, "disabled": False, "aria-label": 'a "label"', "size": 3}
    html = widget.render("it", value, attrs, renderer=renderer)
    return "".join(line.strip() for line in html.splitlines())


def test_a_list_is_written_as_djangos_template_writes_it() -> None:
    for widget in (forms.Select(choices=CHOICES), forms.SelectMultiple(choices=CHOICES)):
        for value in (None, "", "y", 7, ["a&b", "x"]):
            assert written(widget, value, Controls()) == written(widget, value, DjangoTemplates())


def test_a_picker_is_written_as_a_select_is_but_takes_all_words_as_text() -> None:
    choices = [("", "Any"), ("a&b", "Côte d’Ivoire <b>"), ("a", "a"), (7, "a number")]
    for value in (None, "", "a", "a&b", 7, "unknown"):
        picked = written(Picker(choices=choices), value, Controls())
        assert picked == written(forms.Select(choices=choices), value, DjangoTemplates())
    for label in ("<i>", mark_safe("<i>"), "<i>"):
        assert "<i>" not in written(Picker(choices=[("a", label)]), "a", Controls())


def test_what_people_typed_is_escaped() -> None:
    evil = '"><script>alert(1)</script>'
    html = forms.Select(choices=[(evil, evil)]).render(evil, evil, {evil: evil}, renderer=Controls())
    assert "<script>" not in html
    assert html.count(escape(evil)) == 5


def test_the_settings_name_the_renderer(settings) -> None:
    assert settings.FORM_RENDERER == "peaceapp.pages.widgets.Controls"
