"""Tokens of a password that is no longer used."""

from typing import Any

from offices.tokens.actions import end_all_tokens
from peaceapp.access.actor import acting_as


class EndsTokens:
    """Ends all tokens of an account that gets another password: whoever knew the former one could have made them.

    Named among the password validators, which Django tells of a new password however it was given: on the page, by the
    link of a letter, by `changepassword`. A password that is only hashed anew at the sign-in is none.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse nothing."""

    def password_changed(self, password: str, user: Any) -> None:
        """Called by Django when the account is saved."""
        with acting_as(user):
            end_all_tokens(user)

    def get_help_text(self) -> str:
        return ""
