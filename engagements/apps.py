"""The engagements app: engagements, their journal, partners, coordination and follow-up."""

from django.apps import AppConfig


class Engagements(AppConfig):
    """Tells the rights who stands around an engagement, and what to say where the last reader of one would go."""

    name = "engagements"

    def ready(self) -> None:
        from engagements.classification.choices import LAST_READER, NO_READER
        from engagements.register.queries import circle
        from offices.access.rights import register_relations
        from peaceapp.errors import register_refusal

        register_relations(circle)
        register_refusal(NO_READER, LAST_READER)
