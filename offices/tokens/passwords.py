"""Ends API tokens when a password changes."""

from typing import Any

from offices.tokens.actions import end_all_tokens
from peaceapp.access.actor import acting_as


class EndsTokens:
    """Ends all tokens of an account with a new password: somebody who knew the old one could have made them.

    Listed among the password validators, which Django notifies of every new password: on the page, by an invitation, by
    `changepassword`. Rehashing a password at the sign-in does not count.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Accepts every password."""

    def password_changed(self, password: str, user: Any) -> None:
        """Called by Django when the account is saved."""
        with acting_as(user):
            end_all_tokens(user)

    def get_help_text(self) -> str:
        return ""
