"""The demo agency tells the truth: what it stored is what a recomputation gives."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from foundation.organisation.models import Person
from requests_desk.actions import compare_clocks
from requests_desk.models import SearchDoc, Stay, Ticket

pytestmark = pytest.mark.django_db


def test_the_demo_loads_once_and_its_clocks_are_right(capsys):
    # when it is loaded twice
    call_command("demo")
    people, tickets = Person.objects.count(), Ticket.objects.count()
    call_command("demo")
    # then the second time changed nothing, every clock is right and every request is indexed
    assert (Person.objects.count(), Ticket.objects.count()) == (people, tickets)
    assert tickets > 50
    assert compare_clocks() == []
    assert SearchDoc.objects.count() == tickets
    assert not Stay.objects.filter(since__gt=timezone.now()).exists()


def test_the_demo_names_those_as_whom_one_can_enter(capsys):
    call_command("demo")
    capsys.readouterr()
    call_command("demo", accounts=True)
    assert "Kadri Lepik" in capsys.readouterr().out
