"""The page that the letter of an invitation leads to."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views import View

from offices.accounts import forms, queries
from offices.accounts.actions import accounts
from peaceapp.errors import Refused


class InvitationPage(View):
    """`/accounts/invitation/<key>/`: whoever has the link chooses the password of the account, once.

    The same answer for a link that was used, has expired, or never was.
    """

    def dispatch(self, request: HttpRequest, key: str) -> HttpResponse:
        found = queries.invited(key)
        if found is None:
            return render(request, "offices/accounts/void.html", status=404)
        form = forms.PasswordForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                user = accounts.use_invitation(found, password=form.cleaned_data["password"])
            except ValidationError as error:
                form.add_error("password", error.message_dict["password"])
            except Refused:  # used in the same moment
                return render(request, "offices/accounts/void.html", status=404)
            else:
                messages.success(request, _("Password set for %(name)s. Sign in with it now.") % {"name": user})
                return redirect("account_login")
        status = 422 if form.is_bound else 200
        return render(
            request, "offices/accounts/invitation.html", {"form": form, "user_name": found.user.username}, status=status
        )
