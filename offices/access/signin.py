"""Sign-in and second factors, as the library is told to do them."""

from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from qrcode.image.svg import SvgPathImage

from offices.access.sealed import seal, unseal


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # the library is untyped
    """Accounts are made by administrators: nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Nobody, for an account that is not active: its right password is answered as a wrong one."""
        user = super().authenticate(request, **credentials)
        if user is not None and not user.is_active:
            self.authentication_failed(request, **credentials)
            return None
        return user


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]  # likewise
    """Secrets of second factors are kept encrypted under the installation's key: a copy of the database has none.

    What was sealed under a former key is read while PEACEAPP_FORMER_SECRET_KEYS names it; `reseal` seals it anew.
    """

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())

    def build_totp_svg(self, url: str) -> str:
        """To be written into the page itself: our content policy takes no picture from a `data:` address."""
        return str(qrcode.make(url, image_factory=SvgPathImage).to_string(encoding="unicode"))
