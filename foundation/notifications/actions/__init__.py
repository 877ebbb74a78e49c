"""Everything that changes the outbox and what is known of the regular jobs."""

from foundation.notifications.actions.jobs import (
    claim_job,
    job_failed,
    job_went_well,
    note_beat,
    put_aside,
    run_again,
)
from foundation.notifications.actions.outbox import (
    HOST,
    account_mail,
    claim,
    drop,
    give_up,
    mark_bounced,
    mark_sent,
    put_back,
    take_back,
    write_notices,
)

__all__ = [
    "HOST",
    "account_mail",
    "claim",
    "claim_job",
    "drop",
    "give_up",
    "job_failed",
    "job_went_well",
    "mark_bounced",
    "mark_sent",
    "note_beat",
    "put_aside",
    "put_back",
    "run_again",
    "take_back",
    "write_notices",
]
