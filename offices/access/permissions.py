"""Everything that somebody may be allowed to do. Who may is in `roles.py`; reading is the database's rule alone."""

from enum import StrEnum


class Permission(StrEnum):
    """One right. Asked by the pages' buttons, the API, the admin and the actions themselves, always through `can`."""

    OPEN_ENGAGEMENT = "open_engagement"
    AMEND_ENGAGEMENT = "amend_engagement"
    SUBMIT_ENGAGEMENT = "submit_engagement"
    ANSWER_REVIEW = "answer_review"
    PAUSE_ENGAGEMENT = "pause_engagement"
    REQUEST_CLOSURE = "request_closure"
    REOPEN_ENGAGEMENT = "reopen_engagement"
    WITHDRAW_ENGAGEMENT = "withdraw_engagement"
    MANAGE_TEAM = "manage_team"
    GRANT_SUPPORT = "grant_support"
    RAISE_SENSITIVITY = "raise_sensitivity"
    LOWER_SENSITIVITY = "lower_sensitivity"
    LOG_ENTRY = "log_entry"
    CORRECT_ENTRY = "correct_entry"
    KEEP_REFERENCE_DATA = "keep_reference_data"
    RECORD_THE_PAST = "record_the_past"
