"""The full world in a database of its own: every text traceable to its row, everybody signed in, and with a token.

What is asked here commits nothing: each question is put in a transaction that is rolled back, and what the application
notes beside that transaction is taken away again. So a thousand questions find the same world.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from time import time
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, models, transaction
from django.test import Client

from engagements.models import EngagementPerson, EntryPartner
from offices.models import User
from offices.sessions.store import SEEN
from offices.tokens.actions import make_token
from peaceapp.access.actor import acting_as
from peaceapp.postgres import second_connection
from tests import factories as make
from tests.access.oracle import Truth
from tests.access.questions import Question
from tests.access.tables import Class, Table, of_kind, secured
from tests.arrange import arranging
from tests.cast import World, member

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")
REFERENCE = re.compile(r"[A-Z][A-Z-]*-\d{4}-[A-Z0-9]{4}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")
QUOTE = r"(?:\\*[\"']|&quot;)"
FORGERY = re.compile(rf"(csrfmiddlewaretoken{QUOTE} value={QUOTE}|X-CSRFToken{QUOTE}: {QUOTE})[A-Za-z0-9]+")
TOLD = re.compile(r'<section class="panel" id="(?:unread|ending)".*?</section>', re.DOTALL)
"""What the design tells a manager of the office about engagements that nobody reads: references, and that there are."""
SECRET = re.compile(r"peaceapp_[\w-]{43}")  # the key of a token that the question made
SIGNATURE = re.compile(r":\w+:[\w-]{20,}(?=;)")  # of the cookie that carries a message: it holds the moment
PASSING = {"Set-Cookie", "Content-Length", "Expires", "ETag"}
"""Cookies are compared, and so is the body that is counted, and named together with its row and version."""
OWN_COOKIES = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
MARK = re.compile(r"mark([0-9a-f]{32})")
MARKED = (models.CharField, models.TextField)
AS_THEY_ARE = {"reference", "language", "iati_type"}
"""Texts that say which row it is, or are words of a list that the model does not know."""


@dataclass(frozen=True, eq=False)
class Actor:
    """Somebody who asks: by a session, or with a token that caps what they see."""

    name: str
    pk: int
    headers: dict[str, str]
    cookies: dict[str, str]
    ceiling: int = 30


class Stand:
    """The world, who is in it, and ways to ask."""

    def __init__(self, name: str, world: World) -> None:
        self.name, self.world, self.began = name, world, datetime.now(UTC)
        self.actors: dict[str, Actor] = {}
        self.by_token: dict[str, Actor] = {}
        cast = world.cast
        cross(world)
        mark_everything()
        root = member("root", cast.near, "observer", 10)
        User.objects.filter(pk=root.pk).update(is_superuser=True, is_staff=True)
        for user in [*cast.everybody, root]:
            self.actors[user.username] = Actor(user.username, user.pk, {}, signed_in(user))
            self.by_token[user.username] = with_token(user, 30)
        for user, ceiling in ((cast.team_member, 10), (cast.manager, 20), (cast.team_member, 30)):
            actor = with_token(user, ceiling)
            self.actors[actor.name] = actor
        self.known = set(keys())
        with arranging() as cursor:
            for table in of_kind(Class.TRAIL):
                cursor.execute(f"alter table {table} disable trigger refuse_alteration")
            cursor.execute("select max(number) from offices_auditevent")
            (self.last_noted,) = cursor.fetchone()
        leave()

    def forget_notes(self) -> None:
        """Take away what was noted beside: reads of what is strictly confidential, and refusals."""
        with arranging() as cursor:
            cursor.execute("delete from offices_auditevent where number > %s", [self.last_noted])

    @contextmanager
    def asking(self, actor: Actor) -> Iterator[Any]:
        """In the transaction that is open: a function that asks as `actor` and returns what is told, and the answer."""
        client = Client(raise_request_exception=False)

        def ask(question: Question, look: Callable[[Any], None] | None = None) -> tuple[str, Any]:
            cache.clear()
            client.cookies.clear()
            client.cookies.load(actor.cookies)
            with transaction.atomic():
                response = question.ask(client, **actor.headers)
                said = self.told(response)
                if look is not None:  # at what was written, before it is taken back
                    look(response)
                transaction.set_rollback(True)
            self.forget_notes()
            return said, response

        self.forget_notes()
        yield ask

    def told(self, response: Any) -> str:
        """All that an answer tells, but for the passing things that `test_twin_world` lists."""
        cookies = {
            name: SIGNATURE.sub("", one.OutputString())
            for name, one in response.cookies.items()
            if name not in OWN_COOKIES
        }
        headers = {name: value for name, value in response.headers.items() if name not in PASSING}
        words = TOLD.sub("", FORGERY.sub(r"\1", content(response)))
        said = json.dumps([response.status_code, headers, cookies, words], ensure_ascii=False)
        said = SECRET.sub("…made…", said)
        for made in (UUID, REFERENCE):
            said = made.sub(lambda found: found[0] if found[0] in self.known else "…made…", said)
        return MOMENT.sub(lambda at: "…now…" if datetime.fromisoformat(at[0]) >= self.began else at[0], said)


def content(response: Any) -> str:
    """The body as text; kept, where it is read once."""
    if response.streaming:
        response.whole = getattr(response, "whole", None) or b"".join(response)
        return str(response.whole.decode())
    return str(response.content.decode())


def cross(world: World) -> None:
    """Visible rows that name hidden ones, as nobody could in a world without them; none that stands for one, which the
    action refuses."""
    cast, hidden = world.cast, world.partners[20]
    make.PersonFactory(office=cast.lead, sensitivity=10, partner=hidden)
    make.ContactFactory(office=cast.lead, sensitivity=10, person=world.persons[20], holder=cast.staff)
    make.ParticipationFactory(engagement=world.engagements[10], partner=hidden)
    make.FollowUpFactory(
        engagement=world.engagements[10], owner=cast.staff, arises_from=world.entries[10, 30],
        responsible_partner=hidden,
    )  # fmt: skip
    make.tie(EngagementPerson, engagement=world.engagements[10], person=world.persons[20])
    make.tie(EntryPartner, entry=world.entries[10, None], partner=hidden)


def texts() -> dict[Table, list[str]]:
    """The free texts of every table whose rows carry a level."""
    by_table = {model._meta.db_table: model for model in apps.get_models()}
    return {
        table: [
            one.column
            for one in by_table[table.name]._meta.concrete_fields
            if isinstance(one, MARKED) and not one.choices and one.column not in AS_THEY_ARE
        ]
        for table in of_kind(Class.PROTECTED, Class.KEPT)
    }


def mark_everything() -> None:
    """In every text of every such row, the row's own key."""
    with arranging() as cursor:
        cursor.execute("set constraints all immediate")
        for table, columns in texts().items():
            if columns:
                said = ", ".join(f"\"{name}\" = 'mark' || replace(id::text, '-', '')" for name in columns)
                cursor.execute(f"update {table} set {said}")


def may_show(truth: Truth, actor: Any) -> set[str]:
    """The marks that an answer to this actor, or user, may carry."""
    return {
        row[0].hex
        for table in of_kind(Class.PROTECTED, Class.KEPT)
        for row in truth.rows[table.name]
        if truth.sees(actor.pk, table, row, getattr(actor, "ceiling", 30))
    }


def shown(response: Any) -> set[str]:
    """The marks that an answer carries, in its body or its headers."""
    return set(MARK.findall(content(response) + json.dumps(dict(response.headers))))


def keys() -> Iterator[str]:
    """Of every row there is."""
    with arranging() as cursor:
        for table in secured():
            cursor.execute(f"select {table.key} from {table}")
            yield from (str(key) for (key,) in cursor.fetchall())
        cursor.execute("select reference from engagements_engagement")
        yield from (key for (key,) in cursor.fetchall())


def signed_in(user: User) -> dict[str, str]:
    """The cookie of a session of theirs. It is not idle before the day is over: a whole proof takes what it takes."""
    client = Client()
    client.force_login(user)
    session = client.session
    session[SEEN] = time() + 12 * 60 * 60
    session.save()
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def with_token(user: User, ceiling: int) -> Actor:
    """Somebody with a token that reads and writes."""
    with acting_as(user):
        _, key = make_token(user, name="a machine", scope="write", ceiling=ceiling)
    name = f"{user.username} by token up to {ceiling}"
    return Actor(name, user.pk, {"authorization": f"Bearer {key}"}, {}, ceiling)


def leave() -> None:
    """Close what this thread holds open, so that its database can be copied or dropped."""
    connection.close()
    while second_connection._idle:
        second_connection._idle.pop().close()
