"""All permissions. `roles.py` says who has them; read access is decided by row-level security alone."""

from enum import StrEnum
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One permission with its label.

    Checked by buttons, the API, the admin and the actions, always through `can`.
    """

    label: Promise

    def __new__(cls, value: str, label: Promise) -> Self:
        """Requires value and label: a permission without a label could not be displayed."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    OPEN_ENGAGEMENT = "open_engagement", _("Open an engagement")
    AMEND_ENGAGEMENT = "amend_engagement", _("Edit an engagement")
    SUBMIT_ENGAGEMENT = "submit_engagement", _("Submit a draft for review")
    ANSWER_REVIEW = "answer_review", _("Answer a review or a request for closure")
    PAUSE_ENGAGEMENT = "pause_engagement", _("Pause an engagement and take it up again")
    REQUEST_CLOSURE = "request_closure", _("Ask for an engagement to be closed")
    REOPEN_ENGAGEMENT = "reopen_engagement", _("Reopen a closed engagement")
    WITHDRAW_ENGAGEMENT = "withdraw_engagement", _("Withdraw an engagement")
    WITHDRAW_DRAFT = "withdraw_draft", _("Withdraw an engagement that is still a draft")
    MANAGE_TEAM = "manage_team", _("Put people on an engagement's team and take them off")
    HAND_OVER = "hand_over", _("Change lead officer")
    GRANT_SUPPORT = "grant_support", _("Let another office in, and end that")
    RAISE_SENSITIVITY = "raise_sensitivity", _("Raise the sensitivity")
    LOWER_SENSITIVITY = "lower_sensitivity", _("Lower the sensitivity")
    ANSWER_LOWERING = "answer_lowering", _("Agree, as second manager, to lowering from strictly confidential")
    BREAK_GLASS = "break_glass", _("Join the team of an engagement by its reference, in an emergency")
    LOG_ENTRY = "log_entry", _("Add an entry to the journal")
    CORRECT_ENTRY = "correct_entry", _("Correct an entry of the journal")
    ADD_PARTNER = "add_partner", _("Add partners, persons and contacts")
    AMEND_PARTNER = "amend_partner", _("Change, merge and retire partners, persons and contacts")
    MAP_PEACE = "map_peace", _("Keep the map of capacities for peace and threats")
    ADD_PARTICIPATION = "add_participation", _("Say who does what in an engagement")
    ADD_FOLLOW_UP = "add_follow_up", _("Add a follow-up")
    AMEND_FOLLOW_UP = "amend_follow_up", _("Change a follow-up and its due date")
    WORK_ON_FOLLOW_UP = "work_on_follow_up", _("Start, block and complete a follow-up")
    REASSIGN_FOLLOW_UP = "reassign_follow_up", _("Give a follow-up to somebody else")
    VERIFY_FOLLOW_UP = "verify_follow_up", _("Verify that a follow-up is done")
    CANCEL_FOLLOW_UP = "cancel_follow_up", _("Cancel a follow-up, or open it again")
    KEEP_ACCOUNTS = "keep_accounts", _("Invite people, close accounts and open them again")
    VOUCH_FOR_ACCOUNT = "vouch_for_account", _("Change somebody's address, and take a lost second factor away")
    GIVE_MEMBERSHIP = "give_membership", _("Give, change and end memberships")
    CONFIRM_MEMBERSHIP = "confirm_membership", _("Confirm memberships that an administrator proposes")
    SEE_READINGS = "see_readings", _("See who read what is strictly confidential of an engagement")
    EXPORT_TRAIL = "export_trail", _("Export the audit trail, as far as they read it")
    KEEP_REFERENCE_DATA = "keep_reference_data", _("Keep the lists that all offices share")
    RECORD_THE_PAST = "record_the_past", _("Enter what is long over")
