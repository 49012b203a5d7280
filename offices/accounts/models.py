"""Proposals (memberships waiting for a manager) and invitations (accounts waiting for their owner)."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from offices.access.choices import Role
from offices.access.models import User
from offices.directory.models import Office
from peaceapp.access.keys import uuid7
from peaceapp.access.sensitivity import Sensitivity


@pghistory.track()
class Proposal(models.Model):
    """A membership proposed by an administrator, to be confirmed by a manager with at least this clearance.

    Gives no rights. `agreed` is `None` until the answer; it is false for a declined and for a withdrawn proposal.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="proposals")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=16, choices=Role)
    clearance = models.SmallIntegerField(_("clearance"), choices=Sensitivity, default=Sensitivity.UNCLASSIFIED)
    until_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    asked_at = models.DateTimeField(_("proposed"), db_default=Now(), editable=False)
    agreed = models.BooleanField(_("confirmed"), null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("proposed membership"), _("proposed memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "office", "role"], condition=Q(agreed__isnull=True), name="proposal_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(asked_by=F("user")), name="proposal_for_another"),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, answered_at__isnull=True, answered_by__isnull=True)
                | Q(agreed__isnull=False, answered_at__isnull=False, answered_by__isnull=False),
                name="proposal_answered_together",
            ),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True)
                | Q(agreed=False)
                | ~Q(answered_by=F("asked_by")) & ~Q(answered_by=F("user")),
                name="proposal_takes_two",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[Role.OBSERVER, Role.STAFF, Role.MANAGER, Role.ADMINISTRATOR]),
                name="proposal_role_can_be_given",
            ),
            models.CheckConstraint(condition=Q(clearance__in=Sensitivity.values), name="proposal_clearance_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="proposal_has_reason"),
        ]
        indexes = [models.Index(fields=["office"], condition=Q(agreed__isnull=True), name="proposal_to_answer")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.office}"


class Invitation(models.Model):
    """A letter with a link by which the owner of an account chooses a password, once.

    `digest` is the SHA-256 of the link's key. The key itself is stored, encrypted, only until the letter is sent, so
    that a worker that was killed while sending can send the same link again.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    digest = models.CharField(max_length=64, unique=True, null=True, editable=False)
    sealed_key = models.CharField(max_length=200, blank=True, default="", editable=False)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("invitation"), _("invitations")
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__isnull=True, expires_at__isnull=True)
                | Q(digest__isnull=False, expires_at__isnull=False),
                name="invitation_sent_together",
            ),
            models.CheckConstraint(
                condition=Q(sealed_key="") | Q(sent_at__isnull=True, used_at__isnull=True, digest__isnull=False),
                name="invitation_forgets_its_key",
            ),
        ]
        indexes = [models.Index(fields=["user", "-made_at"], name="invitation_by_user")]

    def __str__(self) -> str:
        return str(self.user)
