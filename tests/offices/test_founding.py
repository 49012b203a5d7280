"""How a real installation gets its first office, manager and auditor."""

from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django import app

from offices.access.rights import Rights
from offices.models import AuditEvent, Membership, Office, User
from peaceapp.access.actor import acting_as
from tests.arrange import arranging


def memberships(username: str) -> list[tuple[str, str, int, date | None]]:
    with arranging():
        held = Membership.objects.filter(user__username=username).order_by("pk")
        return list(held.values_list("office__acronym", "role", "clearance", "until_on"))


def test_an_office_its_manager_and_an_auditor(transactional_db: None, capsys: Any) -> None:
    call_command("found_office", "UNTEST", manager="first", name="United Nations Test Office", city="Geneva")
    said = capsys.readouterr().out
    assert "UNTEST is founded: United Nations Test Office." in said
    assert "manage.py changepassword first" in said
    assert memberships("first") == [("UNTEST", "manager", 30, None)]
    user = User.objects.get(username="first")
    assert not user.has_usable_password()
    with acting_as(user):
        assert Office.objects.filter(acronym="UNTEST").exists()
        assert Rights(user).reads_trail
    call_command("found_office", "UNTEST", manager="first")
    assert "UNTEST was there" in capsys.readouterr().out
    assert memberships("first") == [("UNTEST", "manager", 30, None)]

    call_command("grant", "eyes", "UNTEST", "auditor", "unclassified", create=True)
    assert memberships("eyes") == [("UNTEST", "auditor", 10, None)]
    call_command("grant", "first", "UNTEST", "staff", "confidential")
    call_command("grant", "first", "UNTEST", "staff", "unclassified", until=date(2099, 1, 1))
    assert "has been changed" in capsys.readouterr().out
    assert memberships("first")[1:] == [("UNTEST", "staff", 10, date(2099, 1, 1))]
    with arranging():
        noted = AuditEvent.objects.filter(verb="membership").order_by("number")
        assert list(noted.values_list("behind", "object", "kind", "actor_key")) == [
            ("manage.py found_office", "first", "manager 30", None), ("manage.py grant", "eyes", "auditor 10", None),
            ("manage.py grant", "first", "staff 20", None), ("manage.py grant", "first", "staff 10", None),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("command", "arguments", "options", "words"),
    [
        ("grant", ["nobody", "UNOWAS", "staff", "unclassified"], {}, "There is no account nobody"),
        ("grant", ["x", "NOWHERE", "staff", "unclassified"], {"create": True}, "no open office NOWHERE"),
        ("grant", ["x", "UNOWA", "staff", "unclassified"], {"create": True}, "no open office UNOWA"),
        ("grant", ["x", "UNOWAS", "auditor", "confidential"], {"create": True}, "reads no rows"),
        ("grant", ["x", "UNOWAS", "king", "unclassified"], {"create": True}, "invalid choice"),
        ("grant", ["x", "UNOWAS", "staff", "secret"], {"create": True}, "invalid choice"),
        ("grant", ["x", "UNOWAS", "staff", "unclassified"], {"create": True, "until": date(2000, 1, 1)}, "ends before"),
        ("grant", ["a b", "UNOWAS", "staff", "unclassified"], {"create": True}, "valid username"),
        ("found_office", ["no"], {"manager": "x"}, "valid value"),
        ("found_office", ["OSES"], {"manager": "x"}, "OSES is closed"),
    ],
)
def test_what_cannot_be_is_refused_whole(
    transactional_db: None, command: str, arguments: list[str], options: dict[str, Any], words: str
) -> None:
    with arranging():
        before = User.objects.count(), Office.objects.count(), Membership.objects.count()
    with pytest.raises(CommandError, match=words):
        call_command(command, *arguments, **options)
    with arranging():
        assert (User.objects.count(), Office.objects.count(), Membership.objects.count()) == before


def test_the_worker_knows_the_sealer() -> None:
    assert "seal_audit" in app.tasks
