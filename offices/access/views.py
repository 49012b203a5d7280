"""What every page for members begins with."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest

from offices.access.models import User
from offices.access.rights import Rights


class MemberPage(LoginRequiredMixin):
    """For the signed-in; anybody else is led to the sign-in and back. `rights` are those of the one who asks."""

    rights: Rights
    user: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Read who asks, once for the whole page."""
        super().setup(request, *args, **kwargs)  # type: ignore[misc]  # the view that this is mixed into
        if isinstance(request.user, User):
            self.user = request.user
            self.rights = Rights(request.user)
            request.user.role_line = self.rights.line  # type: ignore[attr-defined]  # read by the account menu
