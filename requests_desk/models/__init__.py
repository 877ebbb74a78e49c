"""The tables of the desk."""

from requests_desk.models.answers import COLUMN, Answer
from requests_desk.models.bulletins import Bulletin, BulletinRead
from requests_desk.models.conversation import Draft, Follower, Mention
from requests_desk.models.counts import CountDelta, PeriodCount
from requests_desk.models.guides import Guide
from requests_desk.models.history import Origin
from requests_desk.models.houses import Element, Referral, Responsibility
from requests_desk.models.links import Link
from requests_desk.models.mapping import who_answers
from requests_desk.models.merges import Heard, Merge
from requests_desk.models.plans import Plan, PlanRun
from requests_desk.models.queues import Bulk, BulkItem, Presence, SavedView
from requests_desk.models.ratings import COMMENT_LENGTH, Rating
from requests_desk.models.reference import CannedReply, Category, CategoryField, MatrixCell, Target
from requests_desk.models.telling import readers_of
from requests_desk.models.tickets import TITLE_LENGTH, Message, Stay, Ticket
from requests_desk.models.words import KeptForm, SearchDoc, Word
from requests_desk.models.workplaces import Step, TemplateStep, WorkplaceCase, WorkplaceTemplate

__all__ = [
    "COLUMN",
    "COMMENT_LENGTH",
    "TITLE_LENGTH",
    "Answer",
    "Bulk",
    "BulkItem",
    "Bulletin",
    "BulletinRead",
    "CannedReply",
    "Category",
    "CategoryField",
    "CountDelta",
    "Draft",
    "Element",
    "Follower",
    "Guide",
    "Heard",
    "KeptForm",
    "Link",
    "MatrixCell",
    "Mention",
    "Merge",
    "Message",
    "Origin",
    "PeriodCount",
    "Plan",
    "PlanRun",
    "Presence",
    "Rating",
    "Referral",
    "Responsibility",
    "SavedView",
    "SearchDoc",
    "Stay",
    "Step",
    "Target",
    "TemplateStep",
    "Ticket",
    "Word",
    "WorkplaceCase",
    "WorkplaceTemplate",
    "readers_of",
    "who_answers",
]
