"""Queries for the user's own sessions."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from offices.access.models import User
from offices.sessions.models import Session


def current_sessions(user: User) -> QuerySet[Session]:
    """Sessions that have not ended, last used first."""
    since = timezone.now() - timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    rows = Session.objects.filter(user=user, expire_date__gt=timezone.now(), seen_at__gt=since)
    return rows.defer("session_data").order_by("-seen_at", "pk")
