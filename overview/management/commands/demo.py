"""Loads the demo agency into an empty database, or names its accounts."""

from importlib import import_module, util
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from foundation.core.history import acting, job
from foundation.organisation.models import Person


class Command(BaseCommand):
    """`manage.py demo`: each app's demo.py in the order of the house; nothing when there are people."""

    help = "Loads the demo agency into an empty database; --accounts prints who can enter."

    def add_arguments(self, parser: CommandParser) -> None:
        """Either load or print."""
        parser.add_argument(
            "--accounts", action="store_true", help="print the demo accounts and do nothing else"
        )
        parser.add_argument(
            "--size",
            type=int,
            choices=range(101),
            metavar="PERCENT",
            default=settings.DEMO_SIZE,
            help="how much of the large agency: 100 is all of it, 0 the people of the stories alone",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Loads once; refuses outside the demo and the tests."""
        if settings.PRODUCTION:
            raise CommandError("The demo agency is not for production.")
        if options["accounts"]:
            for person in Person.objects.filter(personnel_no__startswith="demo-").order_by("pk"):
                self.stdout.write(f"{person.personnel_no[5:]:<12}{person.full_name:<20}{person.email}")
            return
        if Person.objects.exists():
            self.stdout.write("There are people in the database already; nothing was loaded.")
            return
        with acting(job("demo")):
            load(options["size"])


@transaction.atomic
def load(size: int) -> None:
    """Runs `load(now, size)` of every demo.py, the lowest app first."""
    now = timezone.now()
    with connection.cursor() as cursor:  # a slow machine may take longer than a page is allowed to
        cursor.execute("SET LOCAL statement_timeout = 0")
    for app in apps.get_app_configs():
        name = f"{app.name}.demo"
        if util.find_spec(name):
            import_module(name).load(now, size)
