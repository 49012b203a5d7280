"""Seals go outside by mail: once a day to each auditor, and what is in the mailbox finds a cut tail."""

import smtplib
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from offices.audit import letters, notes, queries, tasks
from offices.audit.choices import Verb
from offices.models import AuditSeal, Membership, SealLetter, User
from peaceapp.access.actor import acting_as
from tests.arrange import arranging
from tests.cast import Cast, gather_cast

ADDRESS = "audit@example.org"


@pytest.fixture
def auditor(cast: Cast) -> User:
    """The one auditor with an address."""
    with arranging():
        User.objects.filter(pk=cast.auditor.pk).update(email=ADDRESS)
    return cast.auditor


def sealed() -> None:
    notes.note(Verb.REFUSED, None, kind="address", object="GET /")
    with connection.cursor() as cursor:
        cursor.execute("select seal_trail()")


def write_all() -> int:
    """What the worker does after a seal; how many letters went out."""
    before = len(mail.outbox)
    for recipient in letters.due():
        tasks.send_seals(recipient=recipient)
    return len(mail.outbox) - before


def seals_in(letter: Any) -> list[int]:
    return [seal["seal"] for seal in queries.read_seals(str(letter.body))]


def test_one_letter_a_day_with_all_seals_since_the_last(auditor: User) -> None:
    with time_machine.travel("2027-01-01T01:07Z", tick=False):
        sealed()
        sealed()
        assert write_all() == 1
        sealed()
        assert (letters.due(), write_all()) == ([], 0)
        tasks.send_seals(recipient=auditor.pk)  # a job that is run once more
        assert len(mail.outbox) == 1
    with time_machine.travel("2027-01-02T00:07Z", tick=False):
        sealed()
        assert write_all() == 1
    with time_machine.travel("2027-01-03T00:07Z", tick=False):
        assert write_all() == 0, "nothing new to send"
    first, second = map(seals_in, mail.outbox)
    with arranging():
        assert [*first, *second] == list(AuditSeal.objects.order_by("id").values_list("id", flat=True))
    assert (len(first), len(second)) == (2, 2)
    assert mail.outbox[0].to == [ADDRESS]


def test_what_the_mail_server_refused_is_sent_with_the_next(auditor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise smtplib.SMTPServerDisconnected

    sealed()
    with monkeypatch.context() as patched:
        patched.setattr(letters, "write_to", refuse)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            tasks.send_seals(recipient=auditor.pk)
    assert letters.due() == [auditor.pk]
    sealed()
    assert write_all() == 1
    assert len(seals_in(mail.outbox[0])) == 2


def test_who_is_written_to(cast: Cast, settings: Any) -> None:
    everybody = [user.pk for user in cast.everybody]
    auditors = [user for user in cast.everybody if user.username.endswith(".auditor")]
    with arranging():
        User.objects.filter(pk__in=everybody).update(email="someone@example.org")
        User.objects.filter(pk=auditors[1].pk).update(is_active=False)
        Membership.objects.filter(user=auditors[2]).update(until_on="2020-01-01", from_on="2019-01-01")
    assert letters.due() == [auditors[0].pk]
    settings.AUDIT_MAIL = ADDRESS
    sealed()
    assert write_all() == 1
    assert mail.outbox[0].to == [ADDRESS]
    settings.AUDIT_MAIL = "none"
    assert letters.due() == []


def test_who_comes_later_begins_where_the_others_are(auditor: User, settings: Any) -> None:
    sealed()
    write_all()
    settings.AUDIT_MAIL = "other@example.org"
    sealed()
    write_all()
    assert [len(seals_in(letter)) for letter in mail.outbox] == [1, 1]


def test_the_functions_tell_nobody_who_acts(auditor: User) -> None:
    """They are for the worker: in a request somebody acts."""
    sealed()
    for user in (auditor, User.objects.get(username="lead.manager")):
        with acting_as(user), connection.cursor() as cursor:
            for question in ("select * from seal_readers()", "select * from seals_after(0, 10)"):
                cursor.execute(question)
                assert cursor.fetchall() == []


def test_the_hourly_job_seals_and_then_queues_a_letter(auditor: User) -> None:
    notes.note(Verb.REFUSED, None, kind="address", object="GET /")
    tasks.seal_audit(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("select args ->> 'recipient' from procrastinate_jobs where task_name = 'send_seals'")
        assert cursor.fetchall() == [(str(auditor.pk),)]
    with arranging():
        assert AuditSeal.objects.count() == 1


def test_a_letter_saved_to_a_file_is_checked_and_finds_a_cut_tail(
    transactional_db: None, tmp_path: Path, capsys: Any
) -> None:
    cast = gather_cast()
    with arranging():
        User.objects.filter(pk=cast.auditor.pk).update(email=ADDRESS)
    for _ in range(2):
        with transaction.atomic():
            sealed()
    write_all()
    kept = tmp_path / "letter.eml"
    quoted = "\n".join(f"> {line}" for line in str(mail.outbox[0].body).splitlines())
    for text in (mail.outbox[0].message().as_string(), quoted):
        kept.write_text(text)
        call_command("verify_audit", outside=str(kept))
        assert "2 seals fit" in capsys.readouterr().out
    with arranging() as cursor:
        last = AuditSeal.objects.order_by("-id").values_list("id", flat=True)[0]
        former = AuditSeal.objects.order_by("id").values_list("last", flat=True)[0]
        for table, column, value in (("offices_auditevent", "number", former), ("offices_auditseal", "id", last - 1)):
            cursor.execute(f"alter table {table} disable trigger refuse_alteration")
            cursor.execute(f"delete from {table} where {column} > {value}")
    call_command("verify_audit")  # inside, nothing tells
    with pytest.raises(CommandError, match="was altered"):
        call_command("verify_audit", outside=str(kept))
    assert f"Seal {last}, given out at" in capsys.readouterr().err
    kept.write_text("Dear auditor,")
    with pytest.raises(CommandError, match="no seal"):
        call_command("verify_audit", outside=str(kept))
    assert SealLetter.objects.count() == 1
