"""What requests answer to the extra fields of their category."""

from typing import Any

from django.db import models
from django.db.models import Q

from foundation.organisation.models import Person, Room
from requests_desk.choices import FieldKind
from requests_desk.models.reference import CategoryField
from requests_desk.models.tickets import Ticket

COLUMN = {
    FieldKind.TEXT: "text",
    FieldKind.CHOICE: "text",
    FieldKind.NUMBER: "number",
    FieldKind.DATE: "day",
    FieldKind.PERSON: "person",
    FieldKind.ROOM: "room",
}


class Answer(models.Model):
    """What a request answers to one extra field, in a column of its kind."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="answers")
    field = models.ForeignKey(CategoryField, models.PROTECT, related_name="+")
    text = models.CharField(max_length=500, blank=True)
    number = models.DecimalField(max_digits=16, decimal_places=4, null=True)
    day = models.DateField(null=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["field", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_answer_to_a_field", fields=["ticket", "field"]),
            models.CheckConstraint(
                name="answer_in_exactly_one_column",
                condition=~Q(text="") & Q(number=None, day=None, person=None, room=None)
                | Q(text="", number__isnull=False, day=None, person=None, room=None)
                | Q(text="", number=None, day__isnull=False, person=None, room=None)
                | Q(text="", number=None, day=None, person__isnull=False, room=None)
                | Q(text="", number=None, day=None, person=None, room__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"

    @property
    def value(self) -> Any:
        """The value, of the kind of its field."""
        return getattr(self, COLUMN[FieldKind(self.field.kind)])
