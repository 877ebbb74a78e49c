"""Everything that changes an approval or a route. The app whose row waits locks that row first."""

from foundation.approvals.actions.asking import changed, look_again, open_approval, void
from foundation.approvals.actions.deciding import decide
from foundation.approvals.actions.routes import StepWords, remove_route, save_route

__all__ = [
    "StepWords",
    "changed",
    "decide",
    "look_again",
    "open_approval",
    "remove_route",
    "save_route",
    "void",
]
