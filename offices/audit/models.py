"""The audit trail: who read or changed what, and who was refused. Nobody changes it; the app only reads it."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext_lazy as _

from offices.audit.choices import Verb
from offices.directory.models import Office
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.access.tables import AuditTrailAccess, RowAccess


class ClockTime(Func):
    """The database's clock at this moment, not at the start of the transaction."""

    function = "clock_timestamp"
    output_field = models.DateTimeField()


class AuditEvent(models.Model):
    """One event. Has no foreign keys with constraints, since events outlive accounts and engagements.

    Keys are random and `number` stays in the database: gaps would reveal events that the reader may not see. `object`
    is a reference, a username or an address; contents are in the histories, under the access rule. `behind` is the
    means: a token, a command, an import. `level` is the sensitivity of the object at the time.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value("offices_auditevent_number"), function="nextval")
    )
    at = models.DateTimeField(_("when"), db_default=ClockTime(), editable=False)
    verb = models.CharField(_("what"), max_length=16, choices=Verb)
    actor_key = models.BigIntegerField(null=True, blank=True)
    actor = models.CharField(_("who"), max_length=150, blank=True)
    behind = models.CharField(_("on behalf of"), max_length=80, blank=True)
    office = models.ForeignKey(
        Office,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("office"),
    )
    kind = models.CharField(_("kind of object"), max_length=40, blank=True)
    object = models.CharField(_("object"), max_length=200, blank=True)
    engagement_key = models.UUIDField(null=True, blank=True)
    level = models.SmallIntegerField(_("sensitivity"), choices=Sensitivity, db_default=Sensitivity.UNCLASSIFIED)
    fields = ArrayField(models.CharField(max_length=40), verbose_name=_("fields"), default=list, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    request = models.CharField(_("request"), max_length=36, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    client = models.CharField(_("client"), max_length=200, blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("event of the trail"), _("events of the trail")
        constraints = [models.CheckConstraint(condition=Q(verb__in=Verb.values), name="auditevent_verb_known")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="auditevent_by_time"),
            models.Index(fields=["engagement_key", "-at"], name="auditevent_by_engagement"),
            models.Index(fields=["object"], condition=Q(verb=Verb.PURGED), name="auditevent_tombstones"),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.object}"


class AuditSeal(models.Model):
    """A digest over the events since the previous seal and over that seal. Made hourly, and copied outside.

    `last` is the highest event number covered; `digest` is SHA-256 in hexadecimal.
    """

    row_access: ClassVar[RowAccess] = AuditTrailAccess("(select am_auditor())")

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"), db_default=ClockTime(), editable=False)
    last = models.BigIntegerField(unique=True)
    count = models.BigIntegerField(_("events"))
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name, verbose_name_plural = _("seal of the trail"), _("seals of the trail")

    def __str__(self) -> str:
        return self.digest


class SealLetter(models.Model):
    """A sent letter with seals, to an auditor (the account's key) or to the address in the settings (0).

    One a day and recipient, by constraint. `last` is the last seal in the letter.
    """

    recipient = models.BigIntegerField()
    on = models.DateField()
    last = models.BigIntegerField()

    class Meta:
        verbose_name, verbose_name_plural = _("letter with seals"), _("letters with seals")
        constraints = [models.UniqueConstraint(fields=["recipient", "on"], name="sealletter_once_a_day")]

    def __str__(self) -> str:
        return f"{self.on}: {self.last}"
