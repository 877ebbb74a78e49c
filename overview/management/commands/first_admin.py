"""`manage.py first_admin`: the first administrator, and a link to choose the password."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from foundation.core.errors import RuleBroken
from foundation.core.history import acting, job
from foundation.notifications.notices import password_link
from foundation.organisation import actions


class Command(BaseCommand):
    """Makes an administrator while there is none and prints a one-time link."""

    help = "Makes the first administrator and prints a link, valid once, to choose the password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--first-name", required=True)
        parser.add_argument("--last-name", required=True)
        parser.add_argument("--language", choices=["et", "en"], default="et")
        parser.add_argument(
            "--force",
            action="store_true",
            help="also while there is an administrator, for example who lost access",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = ("email", "first_name", "last_name", "language", "force")
        try:
            validate_email(options["email"])
            with acting(job("first_admin")):
                person = actions.first_admin(**{name: options[name] for name in wanted})
        except (RuleBroken, ValidationError) as no:
            words = no.messages[0] if isinstance(no, ValidationError) else str(no)
            raise CommandError(f"{words} See --force.") from no
        self.stdout.write(f"{person.full_name} <{person.email}> is an administrator.")
        self.stdout.write("Choose the password here, once, within three days:")
        self.stdout.write(password_link(person))
