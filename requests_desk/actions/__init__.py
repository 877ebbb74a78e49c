"""Everything that changes a request. One function a verb; `number` is the number that people say."""

from requests_desk.actions.answering import answer
from requests_desk.actions.bulk import in_bulk
from requests_desk.actions.bulletins import (
    note_read,
    publish_bulletin,
    remind_of_bulletin,
    withdraw_bulletin,
)
from requests_desk.actions.counting import compare_counts, fold_all, fold_counts
from requests_desk.actions.drafting import drop_old_drafts, forget_draft, save_draft
from requests_desk.actions.editing import edit
from requests_desk.actions.filing import file_request, keep_typed, take_typed
from requests_desk.actions.following import add_follower, follow, join, unfollow
from requests_desk.actions.giving import give_task
from requests_desk.actions.guides import index_guide, save_guide
from requests_desk.actions.houses import save_element, save_responsibility
from requests_desk.actions.ledger import compare_clocks, explain, recompute
from requests_desk.actions.linking import link, split, unlink
from requests_desk.actions.merging import merge, unmerge
from requests_desk.actions.moving import (
    assign,
    cancel,
    close_solved,
    confirm_solved,
    not_solved,
    reopen,
    resolve,
    resume,
    take,
    wait,
)
from requests_desk.actions.phoning import file_by_phone
from requests_desk.actions.plans import change_plan, file_planned, make_plan, start_plan, stop_plan
from requests_desk.actions.presence import look_at
from requests_desk.actions.rating import rate
from requests_desk.actions.reference import (
    remove_reference,
    save_category,
    save_cell,
    save_field,
    save_reply,
    save_target,
)
from requests_desk.actions.referrals import start as start_referral
from requests_desk.actions.routing import route
from requests_desk.actions.saved_views import change_view, remove_view, save_view
from requests_desk.actions.searching import index_ticket
from requests_desk.actions.steps import drop_step, edit_step, finish_step, reopen_step
from requests_desk.actions.talking import forward, note, note_undelivered, reply
from requests_desk.actions.templates import remove_template_row, save_template, save_template_step
from requests_desk.actions.terms import publish_all
from requests_desk.actions.undoing import undo_bulk
from requests_desk.actions.workplaces import (
    cancel_workplace,
    close_workplace,
    date_anew,
    edit_workplace,
    file_workplace,
    look_again,
    move_workplace,
    preview_workplace,
)

__all__ = [
    "add_follower",
    "answer",
    "assign",
    "cancel",
    "cancel_workplace",
    "change_plan",
    "change_view",
    "close_solved",
    "close_workplace",
    "compare_clocks",
    "compare_counts",
    "confirm_solved",
    "date_anew",
    "drop_old_drafts",
    "drop_step",
    "edit",
    "edit_step",
    "edit_workplace",
    "explain",
    "file_by_phone",
    "file_planned",
    "file_request",
    "file_workplace",
    "finish_step",
    "fold_all",
    "fold_counts",
    "follow",
    "forget_draft",
    "forward",
    "give_task",
    "in_bulk",
    "index_guide",
    "index_ticket",
    "join",
    "keep_typed",
    "link",
    "look_again",
    "look_at",
    "make_plan",
    "merge",
    "move_workplace",
    "not_solved",
    "note",
    "note_read",
    "note_undelivered",
    "preview_workplace",
    "publish_all",
    "publish_bulletin",
    "rate",
    "recompute",
    "remind_of_bulletin",
    "remove_reference",
    "remove_template_row",
    "remove_view",
    "reopen",
    "reopen_step",
    "reply",
    "resolve",
    "resume",
    "route",
    "save_category",
    "save_cell",
    "save_draft",
    "save_element",
    "save_field",
    "save_guide",
    "save_reply",
    "save_responsibility",
    "save_target",
    "save_template",
    "save_template_step",
    "save_view",
    "split",
    "start_plan",
    "start_referral",
    "stop_plan",
    "take",
    "take_typed",
    "undo_bulk",
    "unfollow",
    "unlink",
    "unmerge",
    "wait",
    "withdraw_bulletin",
]
