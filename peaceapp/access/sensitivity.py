"""The Secretariat's three levels of information sensitivity (ST/SGB/2007/6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sensitivity(models.IntegerChoices):
    """How widely a row may be shared. The database compares these numbers; gaps leave room for more levels."""

    UNCLASSIFIED = 10, _("Unclassified")
    CONFIDENTIAL = 20, _("Confidential")
    STRICTLY_CONFIDENTIAL = 30, _("Strictly confidential")

    @property
    def word(self) -> str:
        """The level as the API, filters and files write it."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Sensitivity":
        """The level with this word; `ValueError` for any other word."""
        try:
            return cls[word.upper()] if word == word.lower() else cls(int(word))
        except KeyError:
            raise ValueError(word) from None


_WORDS = {level.value: level.word for level in Sensitivity}


def level_word(value: int) -> str:
    """The word of the level with this number, for shapes."""
    return _WORDS[value]
