"""Group B: text that is typed or pasted, cleaned alike on pages, in the API and in the administration."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from engagements.journal.forms import EntryForm, QuickForm
from engagements.models import Engagement, JournalEntry
from offices.models import User
from peaceapp.pages.fields import Lines, Text
from peaceapp.rest import fields as rest
from peaceapp.rest.serializers import StrictSerializer
from peaceapp.text import MAX_LENGTH, tidy, tidy_line
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World, member
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller, refusals

WORDS = " ".join(f"word{number}" for number in range(140_000))
"""1.3 MB of different words."""


def subclasses(kind: type) -> Iterator[type]:
    for one in kind.__subclasses__():
        yield one
        yield from subclasses(one)


def ours(kind: type) -> list[Any]:
    """The classes of our own that are of this kind, wherever they are declared."""
    return [one for one in subclasses(kind) if one.__module__.startswith(("peaceapp.", "offices.", "engagements."))]


def typed_fields() -> list[tuple[str, forms.CharField]]:
    """Every text field of every form, with the administration's, but passwords, addresses and what filters take."""
    found = []
    for form in ours(forms.Form):
        found += [(f"{form.__qualname__}.{name}", field) for name, field in form.base_fields.items()]
    for model, declares in admin.site._registry.items():
        for name in (*declares.add_fields, *declares.change_fields, *declares.extra_fields):
            declared = declares.form.declared_fields.get(name)
            if declared is None and name in {field.name for field in model._meta.get_fields()}:
                column: Any = model._meta.get_field(name)
                if isinstance(column, models.CharField | models.TextField) and not column.choices:
                    declared = declares.formfield_for_dbfield(column, request=None)
            if declared is not None:
                found.append((f"{type(declares).__name__}.{name}", declared))
    return [(name, deepcopy(field)) for name, field in found if is_text(field)]  # tests alter them


def is_text(field: forms.Field) -> bool:
    if not isinstance(field, forms.CharField) or isinstance(field, forms.EmailField | forms.URLField):
        return False
    return not isinstance(field.widget, forms.HiddenInput | forms.PasswordInput)


def read(field: Any, value: str) -> Any:
    field.required = False
    return field.clean(value)


@pytest.fixture
def deputy(world: World) -> User:
    """An administrator who is a manager besides."""
    user = member("deputy", world.cast.lead, "administrator", 20)
    make.MembershipFactory(user=user, office=world.cast.lead, role="manager", clearance=20)
    return user


def test_every_text_field_of_every_form_is_cleaned_in_one_place(world: World) -> None:
    """A generated walk: forms of pages and of the administration, and what the API reads."""
    fields = typed_fields()
    assert len(fields) > 60
    for name, field in fields:
        assert isinstance(field, Text), name
        if not isinstance(field.widget, forms.Textarea):
            with pytest.raises(ValidationError, match="single line"):
                read(field, "a\nb")
    for serializer in ours(StrictSerializer):
        for name, field in serializer().fields.items():
            if type(field).__name__ == "CharField":
                raise AssertionError(f"{serializer.__qualname__}.{name} is read without being cleaned")


def test_b1_vertical_tabs_and_form_feeds_become_line_breaks(world: World) -> None:
    long = [field for _name, field in typed_fields() if isinstance(field.widget, forms.Textarea)]
    assert len(long) > 30
    for field in long:
        wanted: Any = ["one", "two", "three"] if isinstance(field, Lines) else "one\ntwo\nthree"
        assert read(field, "one\x0btwo\x0cthree") == wanted
    assert tidy("one\r\ntwo\rthree\u2028four") == "one\ntwo\nthree\nfour"
    caller, key = Caller(world.cast.manager), world.engagements[10].reference
    version = caller.get(f"engagements/{key}/").said["version"]
    assert caller.patch(f"engagements/{key}/", {"summary": "one\x0btwo"}, version).said["summary"] == "one\ntwo"


@pytest.mark.parametrize("sign", ["\ufeff", *map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A)])])
def test_b2_byte_order_and_direction_marks_are_dropped(sign: str) -> None:
    assert tidy(f"{sign}Ban{sign}jul{sign}") == tidy_line(f"Ban{sign}jul") == "Banjul"
    assert Text().clean(f"Ban{sign}jul") == rest.Line(20).run_validation(f"Ban{sign}jul") == "Banjul"


def test_b2_any_other_character_is_named_with_its_place(world: World) -> None:
    with pytest.raises(ValidationError, match=r"U\+0007 at position 5"):
        tidy("bell\x07")
    engagement = world.engagements[10]
    page = signed_in(world.cast.staff).post(
        f"/engagements/{engagement.reference}/entries/",
        {"headline": "bell\x07", "kind": "meeting", "occurred_on": "2020-02-01", "occurred_precision": "day"},
    )
    assert page.status_code == 422
    assert "The character U+0007 at position 5 cannot be stored." in text(page)
    said = Caller(world.cast.staff).post("engagements/", {"title": "bell\x07"}).said["errors"]
    assert ("control", "The character U+0007 at position 5 cannot be stored.") in {
        (error["code"], error["message"]) for error in said
    }


@pytest.mark.parametrize("sign", ["\u200b", "\u3164", "\u2800", "\u00a0", "\u2060", "\u115f", "\uffa0", "\ufe0f"])
def test_b3_a_text_that_shows_nothing_is_empty(sign: str, world: World, deputy: User) -> None:
    assert tidy(f" {sign}{sign} ") == ""
    nothing, engagement = f"{sign} {sign}", world.engagements[10]
    for form in (QuickForm, EntryForm):
        errors = form({"headline": nothing}, engagement=engagement).errors
        assert errors["headline"] == ["This field is required."]
    assert refusals(Caller(world.cast.staff).post("engagements/", {"title": nothing}))["title"] == "blank"
    page = signed_in(deputy).post(f"/admin/engagements/engagement/{engagement.pk}/change/", {"title": nothing})
    assert "This field is required." in text(page)
    assert tidy(f"Ban{sign}jul") == (f"Ban{sign}jul" if sign != "\u00a0" else "Ban\u00a0jul")


@pytest.mark.parametrize("size", [MAX_LENGTH + 1, len(WORDS), 9_000_000])
def test_b4_a_text_is_at_most_100000_characters(size: int, world: World, deputy: User) -> None:
    """At the field, with the text kept in the form."""
    sent = (WORDS * (size // len(WORDS) + 1))[: size - 3] + "end"
    engagement = world.engagements[10]
    page = signed_in(world.cast.manager).post(
        f"/engagements/{engagement.reference}/edit/",
        {"title": engagement.title, "summary": sent, "version": engagement.version},
    )
    assert page.status_code == 422
    assert page.context["form"].errors["summary"] == ["At most 100,000 characters."]
    assert sent[-1000:] in text(page)
    answer = Caller(world.cast.manager).patch(
        f"engagements/{engagement.reference}/", {"summary": sent}, engagement.version
    )
    assert (answer.status_code, refusals(answer)) == (400, {"summary": "max_length"})
    kept = signed_in(deputy).post(f"/admin/engagements/engagement/{engagement.pk}/change/", {"summary": sent})
    assert "At most 100,000 characters." in text(kept)
    assert sent[-1000:] in text(kept)
    with arranging():
        assert Engagement.objects.get(pk=engagement.pk).summary != sent


def test_b4_every_long_field_has_this_one_bound(world: World) -> None:
    for name, field in typed_fields():
        if isinstance(field.widget, forms.Textarea):
            field.required = False
            with pytest.raises(ValidationError) as refused:
                field.clean("x" * (MAX_LENGTH + 1))
            assert refused.value.code == "max_length", name
            assert "maxlength" not in field.widget_attrs(field.widget), name  # a browser cuts what is pasted
    read = [(one, name, field) for one in ours(StrictSerializer) for name, field in one().fields.items()]
    texts = [(one, name, field) for one, name, field in read if isinstance(field, rest.Text)]
    assert len(texts) > 40
    for one, name, field in texts:
        assert field.max_length <= MAX_LENGTH, (one, name)


def test_b4_an_entry_is_bounded_wherever_it_is_written(world: World) -> None:
    engagement, sent = world.engagements[10], "x" * (MAX_LENGTH + 1)
    given = {"headline": "A meeting", "kind": "meeting", "occurred_on": "2020-02-01", "body": sent}
    row = given | {"engagement": engagement.reference}
    caller: Callable[..., Any] = Caller(world.cast.staff).post
    with arranging():
        before = JournalEntry.objects.count()
    assert refusals(caller("journal-entries/", row)) == {"body": "max_length"}
    assert caller("journal-entries/bulk/", [row]).said["errors"][0]["code"] == "max_length"
    page = signed_in(world.cast.staff).post(f"/engagements/{engagement.reference}/entries/", given)
    assert page.status_code == 422
    with arranging():
        assert JournalEntry.objects.count() == before
