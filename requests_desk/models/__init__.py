"""The tables of the desk."""

from requests_desk.models.answers import COLUMN, Answer
from requests_desk.models.merges import Heard, Merge
from requests_desk.models.queues import Bulk, BulkItem, SavedView
from requests_desk.models.reference import CannedReply, Category, CategoryField, MatrixCell, Target
from requests_desk.models.tickets import TITLE_LENGTH, Message, Stay, Ticket
from requests_desk.models.words import KeptForm, SearchDoc, Word

__all__ = [
    "COLUMN",
    "TITLE_LENGTH",
    "Answer",
    "Bulk",
    "BulkItem",
    "CannedReply",
    "Category",
    "CategoryField",
    "Heard",
    "KeptForm",
    "MatrixCell",
    "Merge",
    "Message",
    "SavedView",
    "SearchDoc",
    "Stay",
    "Target",
    "Ticket",
    "Word",
]
