"""The page behind the link of an invitation."""

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
    """`/accounts/invitation/<key>/`: the user of the link chooses the account's password, once.

    Used, expired and unknown links get the same answer.
    """

    def dispatch(self, request: HttpRequest, key: str) -> HttpResponse:
        found = queries.find_invitation(key)
        if found is None:
            return render(request, "offices/accounts/void.html", status=404)
        form = forms.PasswordForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                user = accounts.use_invitation(found, password=form.cleaned_data["password"])
            except ValidationError as error:
                form.add_error("password", error.message_dict["password"])
            except Refused:  # used by a parallel request
                return render(request, "offices/accounts/void.html", status=404)
            else:
                messages.success(request, _("Password set for %(name)s. Sign in with it now.") % {"name": user})
                return redirect("account_login")
        status = 422 if form.is_bound else 200
        return render(
            request, "offices/accounts/invitation.html", {"form": form, "user_name": found.user.username}, status=status
        )
