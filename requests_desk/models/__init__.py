"""The tables of the desk."""

from requests_desk.models.reference import Category, MatrixCell, Target
from requests_desk.models.tickets import TITLE_LENGTH, Message, Stay, Ticket
from requests_desk.models.words import KeptForm, SearchDoc, Word

__all__ = [
    "TITLE_LENGTH",
    "Category",
    "KeptForm",
    "MatrixCell",
    "Message",
    "SearchDoc",
    "Stay",
    "Target",
    "Ticket",
    "Word",
]
