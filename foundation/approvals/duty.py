"""What the approvals offer the house."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.approvals.listing import describe_deadlines, handed_over
from foundation.approvals.models import ApprovalStep
from foundation.approvals.notices import NOTICES
from foundation.approvals.permissions import may_be_asked
from foundation.core.duties import DeadlineKind, Duty, HandoverProvider, HomeCard, MenuEntry, register


def waiting_card(person: Any) -> dict[str, Any] | None:
    """How many decisions wait for the person; no card while none does."""
    count = ApprovalStep.objects.waiting_for(person).count()
    return {"count": count} if count else None


register(
    Duty(
        code="approvals",
        title=_("Approvals"),
        menu=[
            MenuEntry(
                url="approvals",
                title=_("Approvals"),
                icon="check",
                group="me",
                order=40,
                right=may_be_asked,
                key="a",
            )
        ],
        events=NOTICES,
        nouns={"approval": _("approvals"), "route": _("approval routes")},
        deadlines=[
            DeadlineKind(
                code="approval.decision",
                title=_("Decisions"),
                icon="check",
                subject="approval",
                describe=describe_deadlines,
            )
        ],
        handovers=[HandoverProvider(code="approvals", title=_("Decisions"), of=handed_over, order=20)],
        cards=[HomeCard(template="approvals/card.html", show=waiting_card, order=5)],
    )
)
