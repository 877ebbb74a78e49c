"""What happens by itself: steps whose seat has become empty are passed on."""

from celery import shared_task

from foundation.approvals import actions
from foundation.approvals.choices import StepState
from foundation.approvals.models import ApprovalStep


@shared_task(name="approvals.look_again")
def look_again() -> None:
    """Looks whether somebody can still decide each waiting step; may run any number of times."""
    waiting = ApprovalStep.objects.filter(state=StepState.WAITING).order_by("due_at", "pk")
    for number in waiting.values_list("pk", flat=True)[:5000]:
        actions.look_again(number)
