"""Moves, from the page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from engagements.lifecycle.actions import move
from engagements.register.models import Engagement
from engagements.register.queries import find
from offices.access.views import MemberPage
from peaceapp.errors import DomainError, NotPermitted


class EngagementMove(MemberPage, View):
    """`/engagements/<reference>/move/`: the buttons of the page's status menu post here."""

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Back to the page, with what was done or why it was refused."""
        engagement = find(reference)
        given = {need: request.POST.get(need, "") for need in ("reason", "outcome", "lessons")}
        try:
            move(engagement, actor=self.user, name=request.POST.get("name", ""), **given)
        except NotPermitted as error:
            raise PermissionDenied from error
        except DomainError as error:
            messages.error(request, str(error.message))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Status: %(status)s") % {"status": engagement.get_status_display()})
        stays = Engagement.objects.filter(pk=engagement.pk).exists()
        return redirect(reverse("engagement-page", args=[reference]) if stays else reverse("engagement-list"))
