"""What runs by itself, and how often. Due moments live in tables, so a few fixed sweeps are enough."""

from datetime import timedelta

SCHEDULE = {
    "daily mails": {"task": "notifications.write_digests", "schedule": timedelta(minutes=5)},
    "mails and events left behind": {"task": "notifications.sweep", "schedule": timedelta(seconds=15)},
    "levels of deadlines rise": {"task": "deadlines.sweep", "schedule": timedelta(minutes=1)},
    "words left behind": {"task": "requests_desk.index_left_behind", "schedule": timedelta(minutes=5)},
    "old tries and sessions": {"task": "organisation.sweep_sign_in", "schedule": timedelta(minutes=5)},
    "old kept forms and files": {"task": "files.drop_old_held", "schedule": timedelta(hours=1)},
    "solved requests close": {"task": "requests_desk.close_solved", "schedule": timedelta(minutes=30)},
    "approvals that nobody can decide": {"task": "approvals.look_again", "schedule": timedelta(minutes=15)},
    "old rows of imports": {"task": "imports.forget_old", "schedule": timedelta(hours=6)},
    "unread notices": {"task": "requests_desk.remind_of_bulletins", "schedule": timedelta(hours=1)},
    "deadlines compared": {"task": "requests_desk.publish_deadlines", "schedule": timedelta(hours=1)},
    "counts fold": {"task": "requests_desk.fold_counts", "schedule": timedelta(seconds=30)},
    "counts compared": {"task": "requests_desk.compare_counts", "schedule": timedelta(hours=24)},
    "recurring requests": {"task": "requests_desk.file_planned", "schedule": timedelta(minutes=5)},
    "what leavers hold": {"task": "requests_desk.look_at_leavers", "schedule": timedelta(hours=1)},
    "old drafts": {"task": "requests_desk.drop_old_drafts", "schedule": timedelta(hours=24)},
    "clocks compared": {"task": "requests_desk.compare_clocks", "schedule": timedelta(hours=24)},
}
