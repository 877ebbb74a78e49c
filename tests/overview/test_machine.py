"""The health page: all well in a sentence, everything else in red words with what to do."""

from collections import namedtuple
from datetime import timedelta

import pytest
from celery import current_app, shared_task
from celery.schedules import crontab
from django.conf import settings
from django.utils import timezone

from foundation.events.models import Event, Pending
from foundation.notifications.choices import JobState, MailState
from foundation.notifications.models import Heartbeat, JobRun
from overview import machine
from tests.factories import PersonFactory
from tests.factories.notifications import JobRunFactory, MailFactory
from tests.factories.seldom import EventFactory
from tests.house.counting import statements, told
from tools.places import CHECKOUT

pytestmark = pytest.mark.django_db
Space = namedtuple("Space", "total free")
WELL = "All well: mails leave, jobs run, nothing waits for you."


@pytest.fixture(autouse=True)
def room_on_the_disk(monkeypatch):
    """Half of the disk is free, whatever the machine of the tests has."""
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: Space(100 * 2**30, 50 * 2**30))


@pytest.fixture(autouse=True)
def tasks_are_known():
    """As in a worker."""
    current_app.loader.import_default_modules()


@pytest.fixture
def page(client):
    """The health page as an administrator reads it, in English."""
    client.force_login(PersonFactory(admin=True, language="en"))
    return lambda: client.get("/health/").content.decode()


def all_ran(ago=timedelta(seconds=5)):
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        Heartbeat.objects.update_or_create(name=entry["task"], defaults={"at": timezone.now() - ago})


def test_all_well_is_one_sentence(page):
    all_ran()
    html = page()
    assert WELL in html
    assert settings.VERSION in html


def test_a_job_is_late_after_three_periods_and_not_before(page):
    # given a sweep that ran 40 seconds ago, of a period of 15 seconds
    all_ran()
    sweep = Heartbeat.objects.filter(name=machine.SWEEP)
    sweep.update(at=timezone.now() - timedelta(seconds=40))
    assert WELL in page()
    # when it has not run for longer than three periods
    sweep.update(at=timezone.now() - timedelta(seconds=50))
    html = page()
    # then the page says that nothing runs
    assert WELL not in html
    assert "Nothing runs by itself: beat, the worker or the queue stands still." in html


def test_a_single_late_job_is_named(page):
    all_ran()
    Heartbeat.objects.filter(name="files.drop_old_held").update(at=timezone.now() - timedelta(hours=4))
    assert "Regular jobs are late: Old files of forms that were not sent." in page()


def test_without_redis_the_page_stands_and_says_so(page, settings):
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    all_ran()
    assert "Redis does not answer. Pages work on; mails and jobs wait until it is back." in page()


def test_a_fault_of_the_mail_server_is_told(page):
    # given a mail that could not leave and one that came back
    all_ran()
    MailFactory(fault="ConnectionRefusedError", created_at=timezone.now() - timedelta(hours=2))
    MailFactory(state=MailState.BOUNCED)
    html = page()
    # then the fault stands in red with the number of mails
    assert "Mails do not leave: the mail server answers with a fault." in html
    assert "ConnectionRefusedError</span> (1)" in html


def test_a_full_disk_and_a_missing_folder_are_told(page, monkeypatch, settings):
    all_ran()
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda folder: Space(100 * 2**30, 9 * 2**30))
    assert "The disk of the kept files is almost full." in page()
    monkeypatch.undo()
    settings.MEDIA_ROOT = "/nowhere"
    assert "The folder of the kept files cannot be read." in page()


def test_an_event_that_waits_too_long_is_told(page):
    all_ran()
    long_ago = timezone.now() - timedelta(minutes=6)
    Pending.objects.create(event=EventFactory(), due_at=long_ago)
    assert "Events wait for their notices longer than they should." in page()


def test_it_costs_the_same_for_one_failed_job_and_for_thirty(client):
    client.force_login(PersonFactory(admin=True))
    counts = []
    for rows in (1, 30):
        for _row in range(rows):
            JobRunFactory(again_by=PersonFactory(), again_at=timezone.now())
        with statements() as found:
            assert client.get("/health/").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] <= 14, told(found)


def test_every_regular_job_has_a_name_in_words():
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= set(machine.JOBS)


def test_periods_are_read_from_every_kind_of_schedule():
    assert machine.period_of(timedelta(minutes=5)) == timedelta(minutes=5)
    assert machine.period_of(30) == timedelta(seconds=30)
    assert machine.period_of(crontab(hour=7, minute=0)) == timedelta(days=1)
    assert machine.period_of(crontab(minute=0)) == timedelta(hours=1)


def test_the_version_is_the_one_of_the_package():
    assert f'version = "{settings.VERSION}"' in (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8")


# --- failed jobs ----------------------------------------------------------------------------------


@shared_task(name="probe.shaky")
def shaky(number):
    """Fails for odd numbers, with somebody's address in the message."""
    if number % 2:
        raise ValueError(f"No mailbox mari@agency.example (of Mari Maasikas)\nsecond line {number}")


def test_a_failed_task_becomes_a_row_without_anybodys_data():
    # when a task fails twice with the same id
    for _try in range(2):
        shaky.apply(args=[7])
    # then one row says what failed and how often, and names nobody
    job = JobRun.objects.get()
    assert (job.task, job.args, job.error, job.attempts) == ("probe.shaky", [7], "ValueError", 2)
    assert job.words == "No mailbox … …"


def test_a_task_that_was_given_words_keeps_none_of_them():
    shaky.apply(args=["Mari Maasikas"])
    job = JobRun.objects.get()
    assert job.args is None
    assert "Mari" not in job.words


def test_success_writes_nothing_but_the_pulse_of_regular_jobs():
    # when a task ends well, then nothing is written
    shaky.apply(args=[2])
    assert not JobRun.objects.exists()
    assert not Heartbeat.objects.filter(name="probe.shaky").exists()
    # and when a regular one does, its pulse is noted and its old failure is done
    failed = JobRunFactory(task="files.drop_old_held", args=[])
    current_app.tasks["files.drop_old_held"].apply()
    assert Heartbeat.objects.filter(name="files.drop_old_held").exists()
    failed.refresh_from_db()
    assert failed.state == JobState.DONE


def test_an_administrator_runs_a_failed_job_again(client):
    # given a job that failed and would run well now
    job = JobRunFactory(task="probe.shaky", args=[4])
    admin = PersonFactory(admin=True)
    client.force_login(admin)
    # when the administrator runs it again and the worker gets to it
    client.post(f"/notices/jobs/{job.pk}/again/")
    current_app.tasks["notifications.run_job"](job.pk)
    # then it is done, with who asked
    job.refresh_from_db()
    assert (job.state, job.again_by) == (JobState.DONE, admin)
    assert Event.objects.get(kind="job.again").actor == admin


def test_a_job_that_fails_again_says_so(client):
    job = JobRunFactory(task="probe.shaky", args=[5])
    client.force_login(PersonFactory(admin=True))
    client.post(f"/notices/jobs/{job.pk}/again/")
    current_app.tasks["notifications.run_job"](job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (JobState.FAILED, 2, "ValueError")


def test_a_job_that_cannot_run_again_says_why(client):
    # given a failed job whose arguments were not kept, and one that somebody has run again already
    client.force_login(PersonFactory(admin=True, language="en"))
    without, running = JobRunFactory(args=None), JobRunFactory(state=JobState.QUEUED)
    for job, words in ((without, "more than ids"), (running, "already dealt with")):
        response = client.post(f"/notices/jobs/{job.pk}/again/", follow=True)
        assert words in response.content.decode()


def test_a_job_put_aside_is_no_trouble_any_more(client, page):
    all_ran()
    job = JobRunFactory()
    assert "1 job has failed." in page()
    client.post(f"/notices/jobs/{job.pk}/aside/")
    assert WELL in page()


def test_the_head_reads_and_only_an_administrator_acts(client):
    job = JobRunFactory()
    client.force_login(PersonFactory(head=True))
    assert "/again/" not in client.get("/health/").content.decode()
    assert client.post(f"/notices/jobs/{job.pk}/again/").status_code == 403
