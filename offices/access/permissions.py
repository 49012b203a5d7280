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

    OPEN_ENGAGEMENT = "open_engagement", _("Create an engagement")
    AMEND_ENGAGEMENT = "amend_engagement", _("Edit an engagement")
    SUBMIT_ENGAGEMENT = "submit_engagement", _("Submit a draft for review")
    ANSWER_REVIEW = "answer_review", _("Decide on a review or a request for closure")
    PAUSE_ENGAGEMENT = "pause_engagement", _("Pause and resume an engagement")
    REQUEST_CLOSURE = "request_closure", _("Request closure of an engagement")
    REOPEN_ENGAGEMENT = "reopen_engagement", _("Reopen a closed engagement")
    WITHDRAW_ENGAGEMENT = "withdraw_engagement", _("Withdraw an engagement")
    WITHDRAW_DRAFT = "withdraw_draft", _("Withdraw a draft engagement")
    MANAGE_TEAM = "manage_team", _("Add and remove team members")
    HAND_OVER = "hand_over", _("Change lead officer")
    GRANT_SUPPORT = "grant_support", _("Grant and end access of a supporting office")
    RAISE_SENSITIVITY = "raise_sensitivity", _("Raise the sensitivity")
    LOWER_SENSITIVITY = "lower_sensitivity", _("Lower the sensitivity")
    ANSWER_LOWERING = "answer_lowering", _("Approve, as second manager, lowering from strictly confidential")
    BREAK_GLASS = "break_glass", _("Use break-glass access in an emergency")
    LOG_ENTRY = "log_entry", _("Add a journal entry")
    CORRECT_ENTRY = "correct_entry", _("Correct a journal entry")
    ADD_PARTNER = "add_partner", _("Add partners, persons and contacts")
    AMEND_PARTNER = "amend_partner", _("Edit, merge and retire partners, persons and contacts")
    MAP_PEACE = "map_peace", _("Add and edit threats and capacities for peace")
    ADD_PARTICIPATION = "add_participation", _("Add and edit participants")
    ADD_FOLLOW_UP = "add_follow_up", _("Add a follow-up")
    AMEND_FOLLOW_UP = "amend_follow_up", _("Edit a follow-up and its due date")
    WORK_ON_FOLLOW_UP = "work_on_follow_up", _("Start, block and complete a follow-up")
    REASSIGN_FOLLOW_UP = "reassign_follow_up", _("Reassign a follow-up")
    VERIFY_FOLLOW_UP = "verify_follow_up", _("Verify a completed follow-up")
    CANCEL_FOLLOW_UP = "cancel_follow_up", _("Cancel and reopen a follow-up")
    KEEP_ACCOUNTS = "keep_accounts", _("Invite users, close and reopen accounts")
    VOUCH_FOR_ACCOUNT = "vouch_for_account", _("Change the email address of an account and reset its second factor")
    GIVE_MEMBERSHIP = "give_membership", _("Add, change and end memberships")
    CONFIRM_MEMBERSHIP = "confirm_membership", _("Confirm proposed memberships")
    SEE_READINGS = "see_readings", _("See who read strictly confidential records of an engagement")
    EXPORT_TRAIL = "export_trail", _("Export the audit trail")
    KEEP_REFERENCE_DATA = "keep_reference_data", _("Edit the reference lists shared by all offices")
    RECORD_THE_PAST = "record_the_past", _("Record past events")
