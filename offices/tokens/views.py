"""The page of the user's own tokens."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from offices.access.views import MemberPage
from offices.signin.views import ReauthenticationRequired
from offices.tokens.actions import end_token, make_token
from offices.tokens.forms import TokenForm
from offices.tokens.queries import valid_tokens
from peaceapp.pages.forms import FormPage, add_form_errors


class TokensPage(MemberPage, ReauthenticationRequired, FormPage):
    """`/accounts/tokens/`: valid tokens with a button to end each, and a form for a new one."""

    form, template = TokenForm, "offices/tokens/page.html"
    title, submit_label = _("API tokens"), _("Create token")
    lede = _(
        "A program uses a token to call the API in your name. The token gives your own access, up to its highest level."
    )

    def extra(self) -> dict[str, Any]:
        return {"tokens": valid_tokens(self.user)}

    def cancel_url(self) -> str:
        return "/accounts/me/"

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Creates a token and shows its key, once; or ends the token of the button."""
        if "ends" in request.POST:
            if (key := _as_key(request.POST["ends"])) and end_token(self.user, key=key):
                messages.success(request, _("Token ended."))
            return redirect(request.path)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            _token, key = make_token(self.user, **form.cleaned_data)
        except ValidationError as error:
            add_form_errors(form, error)
            return self.show(form, status=422)
        response = render(request, "offices/tokens/made.html", {"key": key, "name": form.cleaned_data["name"]})
        response.leads_to = request.path  # type: ignore[attr-defined]  # target of a repeated form, so that the key is shown once
        return response


def _as_key(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
