"""What happens by itself: files of forms that nobody finished go away."""

from celery import shared_task

from foundation.files import actions


@shared_task(name="files.drop_old_held")
def drop_old_held() -> None:
    """Files held for more than a day and bytes without a row."""
    actions.drop_old_held()
