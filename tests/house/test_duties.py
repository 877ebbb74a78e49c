"""What the apps declare in their duty.py is complete, and everything it names exists."""

import ast
import re
from collections import Counter

import pytest
from celery import current_app
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from foundation.core.duties import duties
from tests.house.source import CODE_FOLDERS, calls, our_configs, parsed, python_files, short, strings

OURS = [duty for duty in duties() if duty.code in {config.label for config in our_configs()}]
KINDS = Counter(kind for duty in OURS for kind in duty.events)
SUBJECTS = {kind.partition(".")[0] for kind in KINDS}
KIND = re.compile(r"[a-z]+\.[a-z_]+")
WRITES_EVENTS = (
    "record",
    "record_many",
    "note",
    "note_many",
)  # `note` of the organisation's actions goes on to `record`


def kinds_of(written, tree):
    """The kinds that an argument can be; for a name, any text of the same file that looks like one."""
    texts = set(strings(written))
    if isinstance(written, ast.JoinedStr):  # f"{subject}.saved"
        return {kind for kind in KINDS if kind.endswith(tuple(texts))}
    if not texts:
        texts = {text for text in strings(tree) if text.partition(".")[0] in SUBJECTS}
    return {text for text in texts if KIND.fullmatch(text)}


def recorded():
    """Event kinds of the actions, each with a place."""
    for path in python_files(*CODE_FOLDERS):
        tree = parsed(path)
        for call in (call for name in WRITES_EVENTS for call in calls(tree, name) if call.args):
            yield from ((kind, f"{short(path)}:{call.lineno}") for kind in kinds_of(call.args[0], tree))


def test_every_event_that_is_recorded_is_declared_once_and_the_other_way_round():
    seen = dict(recorded())
    assert not {kind: where for kind, where in seen.items() if kind not in KINDS}
    assert set(KINDS) - set(seen) == set(), "declared, but no action records it"
    assert set(KINDS.values()) == {1}


def test_every_event_has_a_notice_with_templates_or_is_silent():
    for duty in OURS:
        for notice in filter(None, duty.events.values()):
            for ending in (".subject.txt", ".txt"):
                get_template(f"{notice.template}{ending}")


def test_every_reaction_waits_for_a_known_event_with_a_known_task():
    current_app.loader.import_default_modules()
    for reaction in (one for duty in OURS for one in duty.reactions):
        assert reaction.kind in KINDS
        assert reaction.task in current_app.tasks


def test_every_job_of_beat_is_a_known_task():
    current_app.loader.import_default_modules()
    assert not {one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()} - set(current_app.tasks)


def test_cards_and_menu_lead_somewhere():
    for duty in OURS:
        for card in duty.cards:
            get_template(card.template)
        for entry in duty.menu:
            assert reverse(entry.url)


@pytest.mark.parametrize("config", our_configs(), ids=lambda config: config.label)
def test_an_app_with_tables_that_people_see_declares_itself(config):
    """The core has no tables, the log of events is read by the duties that write into it."""
    assert (config.label in {duty.code for duty in OURS}) == (config.label not in {"core", "events"})
