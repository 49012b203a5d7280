"""Registers the admin classes of this app's packages."""

from django.contrib import admin

from engagements.coordination.admin import ParticipationAdmin
from engagements.coordination.models import Participation
from engagements.followups.admin import FollowUpAdmin
from engagements.followups.models import FollowUp
from engagements.journal.admin import JournalEntryAdmin
from engagements.journal.models import JournalEntry
from engagements.partners.admin import ContactAdmin, PartnerAdmin, PersonAdmin
from engagements.partners.models import Contact, Partner, Person
from engagements.peacemap.admin import CapacityAdmin, ThreatAdmin
from engagements.peacemap.models import Capacity, Threat
from engagements.register.admin import EngagementAdmin
from engagements.register.models import Engagement

admin.site.register(Engagement, EngagementAdmin)
admin.site.register(JournalEntry, JournalEntryAdmin)
admin.site.register(FollowUp, FollowUpAdmin)
admin.site.register(Participation, ParticipationAdmin)
admin.site.register(Partner, PartnerAdmin)
admin.site.register(Person, PersonAdmin)
admin.site.register(Contact, ContactAdmin)
admin.site.register(Capacity, CapacityAdmin)
admin.site.register(Threat, ThreatAdmin)
