"""App configuration: engagements, their journal, partners, participations and follow-ups."""

from django.apps import AppConfig


class Engagements(AppConfig):
    """At start-up, registers the relations that decide rights, and the message for the last-reader error."""

    name = "engagements"

    def ready(self) -> None:
        from engagements.classification.choices import LAST_READER, NO_READER
        from engagements.register.queries import find_relations
        from offices.access.rights import register_relations
        from peaceapp.errors import register_refusal

        register_relations(find_relations)
        register_refusal(NO_READER, LAST_READER)
