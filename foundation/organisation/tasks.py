"""What runs by itself for people and places."""

from celery import shared_task

from foundation.organisation import actions


@shared_task(name="organisation.sweep_sign_in")
def sweep_sign_in() -> None:
    """Old tries and sessions go."""
    actions.sweep_sign_in()
