"""Generates a large register of invented engagements for benchmarks, marked as invented. Never for use.

Generated rows have these names: offices `SYN-…`, users `synthetic.…`, references `SYN-…`. Loading again replaces them
and touches no other row. Triggers are disabled while rows are copied. So this module itself fills the columns that
triggers would fill: the scope of each row, and `last_open_entry_on`. The rows have no history.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Q

from engagements.journal.choices import EntryKind, Level
from engagements.journal.models import JournalEntry
from engagements.models import EngagementCountry, EngagementKind, EngagementTheme, Support, TeamMember
from engagements.register.choices import Orientation, Origin, Setting, Status
from engagements.register.models import Engagement
from offices.access.choices import Role
from offices.access.models import Membership, User
from offices.directory.choices import OfficeKind
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import Kind, Theme
from peaceapp.access.keys import ALPHABET, uuid7_of
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.fixtures_loading import FIXTURES, read

PREFIX, OFFICES, USERS, BATCH = "SYN-", 12, 300, 1000
REAL = ("UNOWAS", "UNRCCA", "UNOCA", "OSESG-GL", "UNHQ")
FIRST, LAST = date(2012, 1, 1), date(2026, 6, 30)  # fixed dates: a seed gives the same rows on any day
TABLES: tuple[type[models.Model], ...] = (
    Engagement, EngagementCountry, EngagementKind, EngagementTheme, Support, TeamMember, JournalEntry,
)  # fmt: skip
STATUSES = [Status.DRAFT, Status.IN_REVIEW, *[Status.ACTIVE] * 5, Status.PAUSED, Status.CLOSING]
STATUSES += [*[Status.CLOSED] * 9, Status.WITHDRAWN]
LEVELS = [10] * 45 + [20] * 45 + [30] * 10
SUBJECTS = ("water", "pasture", "elections", "transition", "border markets", "reconciliation", "a national dialogue",
            "early warning", "women's participation", "local disputes")  # fmt: skip
WORDS = ("The parties", "Elders of both districts", "The invented committee", "A delegation", "Local radio",
         "The office", "met", "agreed to meet again", "exchanged lists", "asked for time", "shared an early draft",
         "on the river", "in the market town", "before the harvest", "with two observers",
         "without a result", "in good order")  # fmt: skip


@dataclass
class ReferenceRows:
    """Keys and texts that generated rows choose from."""

    offices: list[int]
    staff: dict[int, list[tuple[int, int]]]  # by office: pairs of user and clearance
    countries: list[str]
    kinds: list[str]
    themes: list[str]
    texts: list[str] = field(default_factory=list)


def count_real_rows() -> int:
    """The number of engagements that are neither generated nor from the demo. Needs the owner."""
    demo = [
        read("demo", "engagements", path.name)["reference"] for path in (FIXTURES / "demo" / "engagements").iterdir()
    ]
    return Engagement.objects.exclude(Q(reference__startswith=PREFIX) | Q(reference__in=demo)).count()


def load(number: int, seed: int, tell: Callable[[int], None] = lambda done: None) -> None:
    """Replaces the generated rows by `number` engagements, in one transaction. Needs the owner's connection.

    `tell` is called after each thousand engagements with their number. The same seed gives the same rows.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        with _without_triggers():
            _clear()
        stock = _reference_rows(Random(seed))  # noqa: S311  (random test data, not a secret)
        with _without_triggers():
            for start in range(0, number, BATCH):
                end = min(start + BATCH, number)
                rows = _batch(Random(f"{seed} {start}"), stock, range(start, end))  # noqa: S311  (random test data)
                for model in TABLES:
                    _copy(cursor, model, rows[model])
                tell(end)


def vacuum_tables() -> None:
    """Runs `vacuum analyze`, which PostgreSQL would do later. Not possible in a transaction."""
    touched: tuple[type[models.Model], ...] = (*TABLES, Office, User, Membership)
    with connection.cursor() as cursor:
        cursor.execute(f"vacuum (analyze) {', '.join(model._meta.db_table for model in touched)}")


@contextmanager
def _without_triggers() -> Iterator[None]:
    # Checks foreign keys after each statement. Deferred checks of millions of rows would fill the memory.
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for model in TABLES:
            cursor.execute(f"alter table {model._meta.db_table} disable trigger user")
        yield
        for model in TABLES:
            cursor.execute(f"alter table {model._meta.db_table} enable trigger user")


def _clear() -> None:
    made = Engagement.objects.filter(reference__startswith=PREFIX)
    for model in reversed(TABLES[1:]):
        rows = model._default_manager.filter(engagement__in=made.values("pk"))
        rows._raw_delete(rows.db)  # nothing refers to these rows; Django's collector would read them all first
    made._raw_delete(made.db)
    Membership.objects.filter(user__username__startswith="synthetic.").delete()


def _reference_rows(rng: Random) -> ReferenceRows:
    offices = list(Office.objects.filter(acronym__in=REAL).order_by("acronym"))
    for number in range(1, OFFICES - len(offices) + 1):
        values = {"name": f"Synthetic office {number} (invented)", "kind": OfficeKind.REGIONAL}
        offices.append(Office.objects.get_or_create(acronym=f"{PREFIX}{number}", defaults=values)[0])
    people = [
        User(username=f"synthetic.{n:03}", name=f"Synthetic Person {n:03}", password="!")  # noqa: S106  (no password)
        for n in range(USERS)
    ]
    User.objects.bulk_create(people, ignore_conflicts=True)
    users = list(
        User.objects.filter(username__startswith="synthetic.").order_by("username").values_list("pk", flat=True)
    )
    staff: dict[int, list[tuple[int, int]]] = {}
    for n, user in enumerate(users):
        office = offices[n % len(offices)]
        role, clearance = _post(n // len(offices))
        Membership.objects.create(user_id=user, office=office, role=role, clearance=clearance, from_on=FIRST)
        if role in {Role.STAFF, Role.MANAGER}:
            staff.setdefault(office.pk, []).append((user, clearance))
    return ReferenceRows(
        offices=[office.pk for office in offices],
        staff=staff,
        countries=list(Country.objects.order_by("pk").values_list("pk", flat=True)),
        kinds=list(Kind.objects.filter(retired_on=None).order_by("pk").values_list("pk", flat=True)),
        themes=list(Theme.objects.filter(retired_on=None).order_by("pk").values_list("pk", flat=True)),
        texts=[f"Invented for measuring. {_prose(rng)}" for _ in range(500)],
    )


def _post(n: int) -> tuple[Role, int]:
    """The role and the clearance of an office's `n`-th member: a manager, an administrator, observers, staff."""
    if n == 0:
        return Role.MANAGER, 30
    if n < 7:
        return (Role.ADMINISTRATOR if n == 1 else Role.OBSERVER), 10
    return Role.STAFF, (10, 20, 20, 30)[n % 4]


def _prose(rng: Random) -> str:
    return " ".join(f"{' '.join(rng.choices(WORDS, k=6)).capitalize()}." for _ in range(rng.randint(1, 8)))


Rows = dict[type[models.Model], list[dict[str, Any]]]


def _batch(rng: Random, stock: ReferenceRows, numbers: range) -> Rows:
    rows: Rows = {model: [] for model in TABLES}
    for number in numbers:
        _engagement(rng, stock, number, rows)
    return rows


def _engagement(rng: Random, stock: ReferenceRows, number: int, rows: Rows) -> None:
    office, level = rng.choice(stock.offices), rng.choice(LEVELS)
    able = [user for user, clearance in stock.staff[office] if clearance >= level]
    opened = FIRST + timedelta(days=rng.randrange((LAST - FIRST).days))
    key = _key(rng, opened, number)
    team = rng.sample(able, k=min(len(able), rng.choice((1, 1, 2))))
    other = rng.choice([other for other in stock.offices if other != office]) if rng.random() < 1 / 3 else None
    around = {"supporting_ids": [other] if other else [], "team_ids": sorted(team)}
    scope = {"engagement_id": key, "lead_office_id": office, "floor": level} | around
    entries = _entries(rng, stock, scope, opened, team)
    status = rng.choice(STATUSES)
    rows[Engagement].append({
        "id": key,
        "reference": f"{PREFIX}{opened.year}-{_letters(number)}{''.join(rng.choices(ALPHABET, k=3))}",
        "title": f"Synthetic engagement {number + 1}: talks on {rng.choice(SUBJECTS)}",
        "lead_office_id": office,
        "lead_officer_id": team[0],
        "status": status,
        "sensitivity": level,
        "origin": rng.choice(Origin.values),
        "orientation": rng.choice(Orientation.values),
        "setting": rng.choice(Setting.values),
        "entry_point": "Invented.",
        "peace_aim": "Invented.",
        "opened_on": opened,
        "closed_on": max([opened, *(e["occurred_on"] for e in entries)]) if status == Status.CLOSED else None,
        "summary": rng.choice(stock.texts),
        "outcome": rng.choice(stock.texts) if status == Status.CLOSED else "",
        # As the trigger: the newest entry whose level is not above the engagement's.
        "last_open_entry_on": max((e["occurred_on"] for e in entries if (e["mark"] or 0) <= level), default=None),
    } | around)  # fmt: skip
    rows[JournalEntry] += entries
    rows[TeamMember] += [{"id": _key(rng, opened, number), "user_id": user} | scope for user in team]
    if other:
        rows[Support].append({"id": _key(rng, opened, number), "office_id": other, "reason": "Invented."} | scope)
    for model, column, terms in (
        (EngagementCountry, "country_id", stock.countries),
        (EngagementKind, "kind_id", stock.kinds),
        (EngagementTheme, "theme_id", stock.themes),
    ):
        chosen = rng.sample(terms, k=rng.randint(1, 3))
        rows[model] += [{"id": _key(rng, opened, number), column: term} | scope for term in chosen]


def _entries(
    rng: Random, stock: ReferenceRows, scope: dict[str, Any], opened: date, team: list[int]
) -> list[dict[str, Any]]:
    """Entries of an engagement, five on average: most engagements have few, a tenth has many.

    One entry in twenty has a level of its own.
    """
    many = rng.randint(13, 33) if rng.random() < 0.1 else rng.randint(0, 6)
    entries = []
    for n in range(many):
        on = opened + timedelta(days=rng.randrange(700))
        entries.append({
            "id": _key(rng, on, n),
            "kind": rng.choice(EntryKind.values),
            "headline": f"Synthetic entry {n + 1} on {rng.choice(SUBJECTS)}",
            "body": rng.choice(stock.texts),
            "occurred_on": on,
            "place": "An invented town",
            "level": rng.choice(Level.values),
            "author_id": rng.choice(team),
            "mark": rng.choice(Sensitivity.values) if rng.random() < 0.05 else None,
        } | scope)  # fmt: skip
    return entries


def _key(rng: Random, on: date, plus: int) -> UUID:
    at = datetime.combine(on, time(), UTC).timestamp()
    return uuid7_of(int(at) * 1000 + plus, rng.getrandbits(80))


def _letters(number: int) -> str:
    """`number` in the alphabet of references, in five places. Makes each reference unique."""
    places = ""
    for _ in range(5):
        number, digit = divmod(number, len(ALPHABET))
        places = ALPHABET[digit] + places
    return places


def _copy(cursor: Any, model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """Inserts rows by `copy`. Columns that `rows` do not contain get Django's default."""
    if not rows:
        return
    fields = [f for f in model._meta.concrete_fields if not f.generated]
    rest = {f.attname: f.get_default() for f in fields if f.attname not in rows[0] and not f.has_db_default()}
    columns = [f.attname for f in fields if f.attname in rest or f.attname in rows[0]]
    with cursor.copy(f"copy {model._meta.db_table} ({', '.join(columns)}) from stdin") as copy:
        for row in rows:
            whole = rest | row
            copy.write_row([whole[column] for column in columns])
