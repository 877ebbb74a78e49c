"""Which event of the desk tells whom, with which template."""

from foundation.core.duties import Notice
from requests_desk.notices import bulletins, plans, requests, workplaces
from requests_desk.notices.requests import words

NOTICES: dict[str, Notice | None] = {
    **requests.NOTICES,
    **workplaces.NOTICES,
    **plans.NOTICES,
    **bulletins.NOTICES,
}

__all__ = ["NOTICES", "words"]
