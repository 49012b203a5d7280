"""A list costs the same number of queries at one row and at a hundred: pages and the API, found among all addresses."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagements.models import (
    Engagement,
    EngagementCountry,
    EngagementKind,
    EngagementTheme,
    FollowUp,
    JournalEntry,
    Lowering,
    TeamMember,
)
from offices.models import Coverage, Mandate, MandateTask, TaskOffice, TaskTheme, User
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast
from tests.contracts.addresses import addresses


def grow(cast: Cast, author: User, many: int) -> Engagement:
    """`many` more of everything that a list may show; the engagement that got as many entries."""
    countries = [make.CountryFactory() for _ in range(3)]
    kinds = [make.KindFactory() for _ in range(many)]
    themes = [make.ThemeFactory() for _ in range(many)]
    for _ in range(many):
        make.SourceFactory()
        make.MembershipFactory(user=make.UserFactory(), office=make.OfficeFactory(host_country=countries[0]))
    with arranging():
        rows = make.EngagementFactory.build_batch(many, lead_office=cast.lead, lead_officer=author)
        Engagement.objects.bulk_create(rows)
        EngagementCountry.objects.bulk_create(
            EngagementCountry(engagement=r, country=c) for r in rows for c in countries
        )
        EngagementKind.objects.bulk_create(EngagementKind(engagement=row, kind=kinds[0]) for row in rows)
        EngagementTheme.objects.bulk_create(EngagementTheme(engagement=row, theme=themes[0]) for row in rows)
        JournalEntry.objects.bulk_create(
            make.EntryFactory.build_batch(many, engagement=rows[0], author=author, country=countries[0])
        )
        FollowUp.objects.bulk_create(FollowUp(engagement=row, owner=cast.manager, title="To do") for row in rows)
        FollowUp.objects.bulk_create(
            FollowUp(engagement=rows[0], owner=cast.manager, title=f"To do {number}") for number in range(many)
        )
        Lowering.objects.bulk_create(
            make.LoweringFactory.build(engagement=row, asked_by=author, second=cast.manager, mark=None) for row in rows
        )
        TeamMember.objects.bulk_create(
            TeamMember(engagement=row, user=cast.manager, by_glass=True, until_at=timezone.now()) for row in rows
        )
        for country in countries:
            Coverage.objects.bulk_create(
                Coverage(office=cast.lead, country=country, kind="covered", group=f"Group {number} of {many}")
                for number in range(many)
            )
        Mandate.objects.bulk_create(
            Mandate(code=f"TEST-{many}-{number}", office=cast.lead, instrument="letter", title="A letter")
            for number in range(many)
        )
        tasks = MandateTask.objects.bulk_create(
            MandateTask(code=f"T-{many}-{number}", title="A task") for number in range(many)
        )
        TaskOffice.objects.bulk_create(TaskOffice(task=task, office=cast.lead) for task in tasks)
        TaskTheme.objects.bulk_create(TaskTheme(task=task, theme=themes[0]) for task in tasks)
    return rows[0]


def costs(client: Client, paths: list[str]) -> dict[str, int]:
    found = {}
    for path in paths:
        client.get(path)  # what is cached once a process is not a list's cost
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        assert response.status_code in {200, 302}, path
        found[path] = len(queries)
    return found


def test_lists_cost_the_same_at_one_row_and_at_a_hundred(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    lists = [
        address.at() + question
        for address in addresses()
        if not address.takes
        and not address.is_admin
        and "accounts" not in address.route
        and "bulk" not in address.route
        for question in (["", "?limit=200"] if address.is_api else [""])
    ]
    assert {
        "/engagements/",
        "/api/v1/engagements/",
        "/api/v1/journal-entries/",
        "/",
        "/follow-ups/",
        "/api/v1/lowerings/",
    } < set(lists)
    grow(cast, cast.staff, 1)
    few = costs(client, lists)
    grow(cast, cast.staff, 99)
    many = costs(client, lists)
    assert {path: (few[path], cost) for path, cost in many.items() if cost > few[path]} == {}


def test_an_engagements_page_costs_the_same_with_one_entry_and_with_a_hundred(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager)
    short, long = (f"/engagements/{grow(cast, cast.staff, many).reference}/" for many in (1, 100))
    found = costs(client, [short, long])
    assert found[long] == found[short]
