"""How near a deadline is."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Level(models.IntegerChoices):
    """Levels in the order in which they rise."""

    OK = 0, pgettext_lazy("level of a deadline", "In good time")
    SOON = 1, pgettext_lazy("level of a deadline", "Soon")
    URGENT = 2, pgettext_lazy("level of a deadline", "Urgent")
    DUE = 3, pgettext_lazy("level of a deadline", "Time is up")
    OVERDUE = 4, pgettext_lazy("level of a deadline", "Overdue")
