"""What happens by itself: what files said about people does not stay."""

from celery import shared_task

from foundation.imports import actions


@shared_task(name="imports.forget_old")
def forget_old() -> None:
    """Files and rows that were applied, or never applied, some days ago."""
    actions.forget_old()
