"""The page of the user's own sessions, and the password change, which ends the others."""

from typing import Any, ClassVar

from allauth.account.views import PasswordChangeView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from offices.access.views import MemberPage
from offices.sessions.actions import end_sessions
from offices.sessions.queries import current_sessions
from offices.sessions.store import digest
from offices.signin.views import ReauthenticationRequired
from peaceapp.text import tidy


class SessionsPage(MemberPage, ReauthenticationRequired):
    """`/accounts/sessions/`: the user's sessions, with buttons to end them."""

    asks: ClassVar = {"POST"}

    def get(self, request: HttpRequest) -> HttpResponse:
        """Lists the user's sessions and marks the present one."""
        here = digest(str(request.session.session_key))
        rows = [{"session": row, "is_here": row.pk == here} for row in current_sessions(self.user)]
        return render(request, "offices/sessions/page.html", {"rows": rows})

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ends the session of the button, or all others."""
        here, named = digest(str(request.session.session_key)), tidy(request.POST.get("session", ""))[:40]
        ended = end_sessions(self.user, key=named or None, but=here)
        words = ngettext("One session ended.", "%(number)d sessions ended.", ended) % {"number": ended}
        messages.success(request, words if ended else _("No other sessions to end."))
        return redirect(request.path)


class PasswordPage(MemberPage, PasswordChangeView):  # type: ignore[misc]  # the library is untyped
    """`/accounts/password/`: allauth's form. Ends all other sessions and all tokens (`EndsTokens`)."""

    template_name, success_url = "offices/sessions/password.html", reverse_lazy("account-me")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        end_sessions(self.user, but=digest(str(self.request.session.session_key)))
        return response
