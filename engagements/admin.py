"""The admin of this app, gathered from its nouns."""

from django.contrib import admin

from engagements.journal.admin import JournalEntryAdmin
from engagements.journal.models import JournalEntry
from engagements.register.admin import EngagementAdmin
from engagements.register.models import Engagement

admin.site.register(Engagement, EngagementAdmin)
admin.site.register(JournalEntry, JournalEntryAdmin)
