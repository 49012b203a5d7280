"""The people that tests speak of, and the engagements around which they stand.

`Cast` is small and named, for sentences: `cast.manager`, `cast.near_staff`. `World` gives every protected table rows at
every level; a new protected table gets its rows in `build_world`, or the tests of access say that it has none.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from engagements.models import (
    Capacity,
    Contact,
    Engagement,
    EngagementCapacity,
    EngagementPerson,
    EngagementSdg,
    EngagementTask,
    EngagementThreat,
    EntryPartner,
    EntryPerson,
    FollowUp,
    JournalEntry,
    Lowering,
    Participation,
    Partner,
    Person,
    Threat,
)
from offices.models import AuditSeal, MandateTask, Office, Proposal, Sdg, Token, User
from peaceapp.models import IdempotentAnswer
from tests import factories as make
from tests.arrange import arranging

LEVELS = (10, 20, 30)
YESTERDAY = datetime.now(UTC) - timedelta(days=1)
CLEARANCES = {"staff": 20, "manager": 30, "administrator": 10, "observer": 20, "auditor": 10}
"""What the demo accounts of each role hold, too."""


@dataclass
class Cast:
    """Three offices, each with one user of every role; and four people who stand apart."""

    lead: Office
    support: Office
    near: Office
    people: dict[tuple[str, str], User]  # (office, role)
    team_member: User  # of the neighbour office, strictly confidential, and on the team of every engagement in `World`
    lapsed: User  # was the lead office's, strictly confidential, until yesterday
    nobody: User  # can sign in, and has no membership

    staff = property(lambda self: self.people["lead", "staff"])
    manager = property(lambda self: self.people["lead", "manager"])
    administrator = property(lambda self: self.people["lead", "administrator"])
    observer = property(lambda self: self.people["lead", "observer"])
    auditor = property(lambda self: self.people["lead", "auditor"])
    support_staff = property(lambda self: self.people["support", "staff"])
    support_manager = property(lambda self: self.people["support", "manager"])
    near_staff = property(lambda self: self.people["near", "staff"])
    near_manager = property(lambda self: self.people["near", "manager"])
    near_observer = property(lambda self: self.people["near", "observer"])

    @property
    def everybody(self) -> list[User]:
        """All of them."""
        return [*self.people.values(), self.team_member, self.lapsed, self.nobody]


@dataclass
class World:
    """Engagements of the lead office at each level, supported and seated; and of its closed predecessor, bare."""

    cast: Cast
    old: Office
    engagements: dict[int, Engagement] = field(default_factory=dict)  # by level
    inherited: dict[int, Engagement] = field(default_factory=dict)  # by level
    entries: dict[tuple[int, int | None], JournalEntry] = field(default_factory=dict)  # by level and own mark
    follow_ups: dict[tuple[int, int | None], FollowUp] = field(default_factory=dict)  # by level and own mark
    of_the_office: dict[int, FollowUp] = field(default_factory=dict)  # the lead office's own, by level
    partners: dict[int, Partner] = field(default_factory=dict)  # kept by the lead office, by level; likewise these:
    persons: dict[int, Person] = field(default_factory=dict)
    contacts: dict[int, Contact] = field(default_factory=dict)
    threats: dict[int, Threat] = field(default_factory=dict)
    capacities: dict[int, Capacity] = field(default_factory=dict)
    participations: dict[tuple[int, int | None], Participation] = field(default_factory=dict)
    discreet: dict[tuple[str, int], UUID] = field(default_factory=dict)  # "lowerings" and "glass", by level


def member(username: str, office: Office, role: str = "staff", clearance: int | None = None, **dates: date) -> User:
    """Somebody with a membership."""
    user: User = make.UserFactory(username=username)
    level = CLEARANCES[role] if clearance is None else clearance
    make.MembershipFactory(user=user, office=office, role=role, clearance=level, **dates)
    return user


def gather_cast() -> Cast:
    """The cast, in the database."""
    three = {name: make.OfficeFactory(acronym=f"{name.upper()}-OFFICE") for name in ("lead", "support", "near")}
    people = {
        (name, role): member(f"{name}.{role}", office, role) for name, office in three.items() for role in CLEARANCES
    }
    return Cast(
        **three,
        people=people,
        team_member=member("team.member", three["near"], clearance=30),
        lapsed=member("lapsed", three["lead"], clearance=30, until_on=date.today() - timedelta(days=1)),
        nobody=make.UserFactory(username="nobody"),
    )


def build_world(cast: Cast) -> World:
    """Rows at every level in every protected table, each with a history."""
    old = make.OfficeFactory(acronym="OLD-OFFICE", closed_on=date(2016, 1, 28), succeeded_by=cast.lead)
    world = World(cast, old)
    country, kind, theme = make.CountryFactory(), make.KindFactory(), make.ThemeFactory()
    for level in LEVELS:
        for office, kept in ((cast.lead, world.engagements), (old, world.inherited)):
            kept[level] = make.EngagementFactory(lead_office=office, sensitivity=level, lead_officer=cast.manager)
            make.EngagementCountryFactory(engagement=kept[level], country=country)
            make.EngagementKindFactory(engagement=kept[level], kind=kind)
            make.EngagementThemeFactory(engagement=kept[level], theme=theme)
        make.SupportFactory(engagement=world.engagements[level], office=cast.support)
        make.SeatFactory(engagement=world.engagements[level], user=cast.team_member)
        # What has ended opens nothing.
        make.SupportFactory(engagement=world.engagements[level], office=cast.near, until_at=YESTERDAY)
        make.SeatFactory(engagement=world.engagements[level], user=cast.near_observer, until_at=YESTERDAY)
        world.discreet["lowerings", level] = make.LoweringFactory(
            engagement=world.engagements[level], asked_by=cast.manager, second=cast.near_manager, mark=None
        ).pk
        world.discreet["glass", level] = make.SeatFactory(
            engagement=world.engagements[level], user=cast.support_manager, until_at=YESTERDAY, by_glass=True
        ).pk
        make.ReaderNoticeFactory(engagement=world.engagements[level], user=cast.team_member)
        for mark in (None, 20, 30):
            world.entries[level, mark] = make.EntryFactory(
                engagement=world.engagements[level], mark=mark, author=cast.staff, headline=f"{level} marked {mark}"
            )
            world.follow_ups[level, mark] = make.FollowUpFactory(
                engagement=world.engagements[level], mark=mark, owner=cast.staff, title=f"to do {level} marked {mark}"
            )
    for level in (10, 20):
        world.of_the_office[level] = make.FollowUpFactory(
            engagement=None, lead_office=cast.lead, mark=level, owner=cast.staff, title=f"of the office {level}"
        )
    keep_rows(world)
    with arranging():  # an event of every kind, and what each person alone may read
        JournalEntry.objects.update(place="Somewhere")
        Engagement.objects.update(summary="What it is about")
        FollowUp.objects.update(why="It was promised")
        Lowering.objects.update(answer="Not yet")
        for model in (Partner, Person):
            model.objects.update(about="Who it is")
        Contact.objects.update(note="Since when")
        for user in cast.everybody:
            IdempotentAnswer.objects.create(user=user, key="once", digest="0" * 64)
            Token.objects.create(user=user, name="old", digest=f"{user.pk:064}", expires_at=YESTERDAY)
        for office in (cast.lead, cast.near):
            asked_by = cast.administrator if office == cast.lead else cast.people["near", "administrator"]
            Proposal.objects.create(
                user=cast.nobody, office=office, role="staff", clearance=20, reason="Needed", asked_by=asked_by
            )
        AuditSeal.objects.create(last=0, count=0, digest="0" * 64)  # sealing would keep out who notes beside the test
    return world


def keep_rows(world: World) -> None:
    """What offices keep, the lead office and its closed predecessor; and what ties that to engagements and entries."""
    cast, country = world.cast, make.CountryFactory()
    task, sdg = make.first(MandateTask), make.first(Sdg)
    for level in (10, 20):
        for office, kept in ((cast.lead, world.partners), (world.old, {})):
            kept[level] = make.PartnerFactory(office=office, sensitivity=level, name=f"partner {level} of {office}")
            make.PartnerCountryFactory(partner=kept[level], country=country)
            person = make.PersonFactory(office=office, sensitivity=level, partner=kept[level])
            contact = make.ContactFactory(office=office, sensitivity=level, person=person, holder=cast.staff)
            if office == cast.lead:
                world.persons[level], world.contacts[level] = person, contact
        world.threats[level] = make.ThreatFactory(office=cast.lead, sensitivity=level)
        make.ThreatCountryFactory(threat=world.threats[level], country=country)
        world.capacities[level] = make.CapacityFactory(office=cast.lead, sensitivity=level)
    for level, engagement in world.engagements.items():
        make.tie(EngagementTask, engagement=engagement, task=task)
        make.tie(EngagementSdg, engagement=engagement, sdg=sdg)
        make.tie(EngagementThreat, engagement=engagement, threat=world.threats[10])
        make.tie(EngagementCapacity, engagement=engagement, capacity=world.capacities[10])
        make.tie(EngagementPerson, engagement=engagement, person=world.persons[10])
        for mark in (None, 20, 30):
            make.tie(EntryPartner, entry=world.entries[level, mark], partner=world.partners[10])
            make.tie(EntryPerson, entry=world.entries[level, mark], person=world.persons[10])
            world.participations[level, mark] = make.ParticipationFactory(
                engagement=engagement, mark=mark, partner=world.partners[10], does=f"does {level} marked {mark}"
            )
