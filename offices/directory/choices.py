"""Office types, kinds of coverage and of leadership, and topics of characteristics."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficeKind(models.TextChoices):
    """The type of an office."""

    REGIONAL = "regional_political_office", _("Regional political office")
    ENVOY = "special_envoy", _("Office of a special envoy")
    HEADQUARTERS = "headquarters", _("Headquarters desk")


class CoverageKind(models.TextChoices):
    """The relation of an office to a country."""

    COVERED = "covered", _("Covered")
    PRIORITY = "priority", _("Priority")
    CONTACT = "contact", _("Contact, not covered")
    BOUNDARY = "boundary", _("Boundary commission")


class Topic(models.TextChoices):
    """The topic of a characteristic."""

    PURPOSE = "purpose", _("What it is for")
    STANDING = "standing", _("How it stands")
    STRENGTH = "strength", _("What helps it")
    BUDGET = "budget", _("What pays for it")
    CONSTRAINT = "constraint", _("What holds it back")


class Post(models.TextChoices):
    """The function in which somebody leads an office."""

    HEAD = "head", _("Head")
    DEPUTY = "deputy", _("Deputy")
    OFFICER_IN_CHARGE = "officer_in_charge", _("Officer-in-charge")
