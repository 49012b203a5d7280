"""The catalogue of roles: who has which permission. Written so that a head of office can read it."""

from dataclasses import dataclass
from enum import StrEnum

from offices.access.choices import Role
from offices.access.permissions import Permission as P


class Relation(StrEnum):
    """Relation of a user to an object."""

    LEAD_OFFICE = "by membership of the lead office"
    SUPPORTING_OFFICE = "by membership of a supporting office"
    TEAM = "on the engagement's team"
    LEAD_OFFICER = "the engagement's lead officer"
    AUTHOR = "who wrote it"
    OWNER = "whose task it is"
    OFFICE = "by membership of the office itself"
    ANY_OFFICE = "by membership of any office"
    ARCHIVE = "the account that enters history"


@dataclass(frozen=True)
class Allow:
    """Gives a permission to the holders of `roles` who have this `relation` to the object.

    For the three office relations the role must be held in that office; for the others, in any office.
    """

    relation: Relation
    roles: frozenset[Role]


STAFF, MANAGER = frozenset({Role.STAFF}), frozenset({Role.MANAGER})
STAFF_OR_MANAGER = STAFF | MANAGER

_LEAD_MANAGER = Allow(Relation.LEAD_OFFICE, MANAGER)
_LEAD_OFFICER = Allow(Relation.LEAD_OFFICER, STAFF_OR_MANAGER)
_TEAM = Allow(Relation.TEAM, STAFF_OR_MANAGER)
_AUTHOR = Allow(Relation.AUTHOR, STAFF_OR_MANAGER)
_LEAD_OFFICE_STAFF = Allow(Relation.LEAD_OFFICE, STAFF_OR_MANAGER)
_SUPPORTING = Allow(Relation.SUPPORTING_OFFICE, STAFF_OR_MANAGER)
_OWNER = Allow(Relation.OWNER, STAFF_OR_MANAGER)
_ARCHIVE = Allow(Relation.ARCHIVE, STAFF)
_OF_OFFICE = {role: Allow(Relation.OFFICE, frozenset({role})) for role in (Role.MANAGER, Role.ADMINISTRATOR)}
_ADMINISTRATOR = Allow(Relation.ANY_OFFICE, frozenset({Role.ADMINISTRATOR}))

CATALOGUE: dict[P, tuple[Allow, ...]] = {
    P.OPEN_ENGAGEMENT: (_LEAD_OFFICE_STAFF,),
    P.AMEND_ENGAGEMENT: (_LEAD_OFFICER, _TEAM, _LEAD_MANAGER, _ARCHIVE),
    P.SUBMIT_ENGAGEMENT: (_LEAD_OFFICE_STAFF, _TEAM),
    P.ANSWER_REVIEW: (_LEAD_MANAGER, Allow(Relation.TEAM, MANAGER)),
    P.PAUSE_ENGAGEMENT: (_LEAD_OFFICER, _LEAD_MANAGER),
    P.REQUEST_CLOSURE: (_LEAD_OFFICER, _LEAD_MANAGER),
    P.REOPEN_ENGAGEMENT: (_LEAD_MANAGER,),
    P.WITHDRAW_ENGAGEMENT: (_LEAD_MANAGER,),
    P.WITHDRAW_DRAFT: (_AUTHOR, _LEAD_MANAGER),
    P.MANAGE_TEAM: (_LEAD_OFFICER, _LEAD_MANAGER),
    P.HAND_OVER: (_LEAD_MANAGER,),
    P.GRANT_SUPPORT: (_LEAD_OFFICER, _LEAD_MANAGER),
    P.RAISE_SENSITIVITY: (_TEAM, _LEAD_OFFICER, _LEAD_MANAGER),
    P.LOWER_SENSITIVITY: (_LEAD_MANAGER,),
    P.ANSWER_LOWERING: (Allow(Relation.TEAM, MANAGER),),
    P.BREAK_GLASS: (Allow(Relation.ANY_OFFICE, MANAGER),),
    P.LOG_ENTRY: (_LEAD_OFFICE_STAFF, _SUPPORTING, _TEAM),
    P.CORRECT_ENTRY: (_AUTHOR, _LEAD_MANAGER),
    P.ADD_PARTNER: (_LEAD_OFFICE_STAFF, _ADMINISTRATOR),
    P.AMEND_PARTNER: (_LEAD_OFFICE_STAFF, _ADMINISTRATOR),
    P.MAP_PEACE: (_LEAD_OFFICE_STAFF,),
    P.ADD_PARTICIPATION: (_LEAD_OFFICE_STAFF, _SUPPORTING, _TEAM),
    P.ADD_FOLLOW_UP: (_LEAD_OFFICE_STAFF, _SUPPORTING, _TEAM),
    P.AMEND_FOLLOW_UP: (_LEAD_OFFICE_STAFF, _OWNER, _TEAM),
    P.WORK_ON_FOLLOW_UP: (_LEAD_OFFICE_STAFF, _OWNER, _TEAM),
    P.REASSIGN_FOLLOW_UP: (_LEAD_MANAGER,),
    P.VERIFY_FOLLOW_UP: (_LEAD_MANAGER,),
    P.CANCEL_FOLLOW_UP: (_LEAD_OFFICER, _LEAD_MANAGER),
    P.KEEP_ACCOUNTS: (_OF_OFFICE[Role.ADMINISTRATOR],),
    P.VOUCH_FOR_ACCOUNT: (_OF_OFFICE[Role.ADMINISTRATOR], _OF_OFFICE[Role.MANAGER]),
    P.GIVE_MEMBERSHIP: (_OF_OFFICE[Role.ADMINISTRATOR], _OF_OFFICE[Role.MANAGER]),
    P.CONFIRM_MEMBERSHIP: (_OF_OFFICE[Role.MANAGER],),
    P.SEE_READINGS: (_LEAD_OFFICER, _LEAD_MANAGER),
    P.EXPORT_TRAIL: (Allow(Relation.ANY_OFFICE, frozenset({Role.MANAGER, Role.AUDITOR})),),
    P.KEEP_REFERENCE_DATA: (_ADMINISTRATOR,),
    P.RECORD_THE_PAST: (_ARCHIVE,),
}
