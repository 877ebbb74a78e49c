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
    daily,
    drop,
    give_up,
    mark_bounced,
    mark_sent,
    pretend_mail,
    put_back,
    take_back,
    write_notices,
)
from foundation.notifications.actions.placing import DIGEST, choose_ways, groups

__all__ = [
    "DIGEST",
    "HOST",
    "account_mail",
    "choose_ways",
    "claim",
    "claim_job",
    "daily",
    "drop",
    "give_up",
    "groups",
    "job_failed",
    "job_went_well",
    "mark_bounced",
    "mark_sent",
    "note_beat",
    "pretend_mail",
    "put_aside",
    "put_back",
    "run_again",
    "take_back",
    "write_notices",
]
