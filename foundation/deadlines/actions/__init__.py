"""The only writers of deadlines: owners set and end them, the sweep lets them rise, people answer."""

from foundation.deadlines.actions.answering import acknowledge, snooze
from foundation.deadlines.actions.linking import make_link, revoke_link
from foundation.deadlines.actions.rising import rise, tell
from foundation.deadlines.actions.setting import end, end_many, set_many, set_one
from foundation.deadlines.terms import Term, end_of_day

__all__ = [
    "Term",
    "acknowledge",
    "end",
    "end_many",
    "end_of_day",
    "make_link",
    "revoke_link",
    "rise",
    "set_many",
    "set_one",
    "snooze",
    "tell",
]
